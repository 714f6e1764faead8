import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import type { KnownFile } from '../../../src/record/position.ts';
import { openDatabase } from '../../../src/sqlite/database.ts';
import { fail } from './stored-story.ts';

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'positions-'));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () =>
  new DiskPositionStore(folder, {
    told: (message) => told.push(message),
    nowMs: () => Date.UTC(2026, 7, 29),
  });

/** The tables of version 0.1, word for word. */
const schema = `
  CREATE TABLE IF NOT EXISTS agent (id TEXT NOT NULL, machine TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS file (
    generation TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    input INTEGER NOT NULL,
    device TEXT NOT NULL,
    inode TEXT NOT NULL,
    head_length INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    offset INTEGER NOT NULL,
    last_timed_ms INTEGER,
    markers TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`;

const file: KnownFile = {
  generation: 'g1',
  path: '/var/log/ä \n.log',
  input: 2,
  device: '18446744073709551615',
  inode: '9007199254740993',
  head: { length: 1_024, hash: 'abc' },
  offset: 2 ** 40,
  lastTimedMs: 1_700_000_000_123,
  markers: [{ offset: 0, until: 10, timeMs: 5 }],
};
const { lastTimedMs: _, ...untimed } = { ...file, generation: 'g2' };

function writeDatabase(...files: readonly KnownFile[]): void {
  const database = openDatabase(join(folder, 'positions.db'), schema);
  database.exec("INSERT INTO agent VALUES ('the-id', 'machine')");
  for (const { generation, path, input, device, inode, head, offset, lastTimedMs = null, markers } of files) {
    const place = [generation, path, input, device, inode, head.length, head.hash];
    database
      .prepare('INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(...place, offset, lastTimedMs, JSON.stringify(markers));
  }
  database.close();
}

describe('the database of version 0.1', () => {
  test('is taken over whole, said so, and kept under another name', () => {
    writeDatabase(file, untimed);
    const store = open();
    expect(store.files()).toEqual([file, untimed]);
    expect(store.agentId('machine', fail as never)).toBe('the-id');
    expect(told).toEqual([
      expect.stringMatching(/positions of version 0\.1 .* nothing is sent again.*migrated/),
    ]);
    store.close();
    expect(readdirSync(folder)).toContain('positions.db.migrated');
    expect(existsSync(join(folder, 'positions.db'))).toBe(false);
  });

  test('is taken over once', () => {
    writeDatabase(file);
    const store = open();
    store.commit([{ generation: 'g1', offset: 2 ** 40 + 1 }]);
    store.close();
    told = [];
    const again = open();
    expect(again.files()[0]?.offset).toBe(2 ** 40 + 1);
    expect(told).toEqual([]);
    again.close();
  });

  test('does not take back what was done since, where its name stayed', () => {
    writeDatabase(file, untimed);
    const store = open();
    store.commit([{ generation: 'g1', offset: 2 ** 40 + 1 }]);
    store.agentId('another machine', () => 'new-id');
    store.close();
    writeDatabase(file, untimed);
    const again = open();
    expect(again.files().map(({ offset }) => offset)).toEqual([2 ** 40 + 1, 2 ** 40]);
    expect(again.agentId('another machine', fail as never)).toBe('new-id');
    again.close();
  });

  test('knew no inputs by name: each counts as looked at, until an orderly stop', () => {
    writeDatabase(file);
    const first = open();
    expect(first.inputs()).toBeUndefined();
    first.rememberInput('a');
    expect(first.inputs()).toBeUndefined();
    first.close();
    const second = open();
    expect(second.inputs()).toEqual(['a']);
    second.close();
  });

  test('of an agent that never read a file says nothing of inputs', () => {
    writeDatabase();
    const store = open();
    expect(store.inputs()).toEqual([]);
    expect(store.agentId('machine', fail as never)).toBe('the-id');
    store.close();
  });

  test.each<[string, (path: string) => void]>([
    ['no database', (path) => writeFileSync(path, 'something else '.repeat(100))],
    ['another database', (path) => openDatabase(path, 'CREATE TABLE IF NOT EXISTS file (x)').close()],
    [
      'one with a damaged row',
      (path) => {
        writeDatabase(file);
        const database = openDatabase(path, schema);
        database.exec("UPDATE file SET markers = 'x'");
        database.close();
      },
    ],
    ['a folder', (path) => mkdirSync(path)],
  ])('that is %s is moved aside, and what that costs is told', (_name, write) => {
    write(join(folder, 'positions.db'));
    const store = open();
    expect(store.files()).toEqual([]);
    store.agentId('machine', () => 'a');
    store.close();
    expect(told).toEqual([expect.stringContaining('positions.damaged-20260829T000000Z.db')]);
    expect(readdirSync(folder)).toContain('positions.damaged-20260829T000000Z.db');
    told = [];
    open().close();
    expect(told).toEqual([]);
  });
});
