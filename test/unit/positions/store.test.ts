import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SqlitePositionStore } from '../../../src/positions/store.ts';
import type { KnownFile } from '../../../src/record/position.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'positions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file: KnownFile = {
  generation: 'g1',
  path: '/var/log/ä \n.log',
  input: 2,
  device: '18446744073709551615',
  inode: '9007199254740993', // 2^53 + 1: a double cannot hold it.
  head: { length: 1_024, hash: 'abc' },
  offset: 2 ** 40,
  lastTimedMs: 1_700_000_000_123,
  markers: [{ offset: 0, until: 10, timeMs: 5 }],
};
const { lastTimedMs: _, ...untimed } = { ...file, generation: 'g2' };

/** What is there after closing and opening again. */
function afterReopening(...steps: ((store: SqlitePositionStore) => void)[]): readonly KnownFile[] {
  for (const step of [...steps, () => {}]) {
    const store = new SqlitePositionStore(folder);
    step(store);
    store.close();
  }
  const store = new SqlitePositionStore(folder);
  const files = store.files();
  store.close();
  return files;
}

describe('what is on the disk after closing', () => {
  const add = (store: SqlitePositionStore) => store.add([file, untimed]);
  test.each<[string, (store: SqlitePositionStore) => void, readonly KnownFile[]]>([
    ['files', () => {}, [file, untimed]],
    [
      'positions',
      (store) =>
        store.commit([
          { generation: 'g1', offset: 7 },
          { generation: 'g2', offset: 8, lastTimedMs: 9 },
        ]),
      [
        { ...untimed, generation: 'g1', offset: 7 },
        { ...untimed, offset: 8, lastTimedMs: 9 },
      ],
    ],
    [
      'the last of two positions',
      (store) => store.commit([1, 2].map((offset) => ({ generation: 'g2', offset }))),
      [file, { ...untimed, offset: 2 }],
    ],
    [
      'nothing of unknown files',
      (store) => store.commit([{ generation: 'other', offset: 7 }]),
      [file, untimed],
    ],
    [
      'names and heads',
      (store) => store.update({ generation: 'g1', path: '/b', input: 0, head: { length: 1, hash: 'x' } }),
      [{ ...file, path: '/b', input: 0, head: { length: 1, hash: 'x' } }, untimed],
    ],
    ['markers', (store) => store.mark('g2', []), [file, { ...untimed, markers: [] }]],
    ['not what was forgotten', (store) => store.forget(['g1', 'other']), [untimed]],
  ])('%s', (_name, change, expected) => {
    expect(afterReopening(add, change)).toEqual(expected);
  });

  test('all of the files or none', () => {
    const store = new SqlitePositionStore(folder);
    expect(() => store.add([file, file])).toThrow(/UNIQUE/);
    expect(store.files()).toEqual([]);
    store.add([file]);
    expect(store.files()).toEqual([file]);
    store.close();
  });
});

describe('the id of the agent', () => {
  const idOn = (machine: string, minted: string) => {
    const store = new SqlitePositionStore(folder);
    const id = store.agentId(machine, () => minted);
    store.close();
    return id;
  };

  test('stays on its machine, and is minted anew on another one', () => {
    expect(idOn('one', 'a')).toBe('a');
    expect(idOn('one', 'b')).toBe('a');
    expect(idOn('two', 'c')).toBe('c');
    expect(idOn('two', 'd')).toBe('c');
    expect(idOn('one', 'e')).toBe('e');
  });
});
