import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import { openDatabase, StoreError } from '../../../src/sqlite/database.ts';
import { fail } from './stored-story.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'positions-')), 'deep', 'er');
});
afterEach(() => rmSync(join(folder, '../..'), { recursive: true }));

const open = () => new DiskPositionStore(folder, { told: fail });

function checkRefused(...words: readonly string[]): void {
  let error: unknown;
  try {
    open().close();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(StoreError);
  for (const word of words) expect(String(error)).toContain(word);
}

test('a second store on the folder is refused while the first one lives', () => {
  const first = open();
  checkRefused('owner.db is in use', 'another kinship', 'dataDir');
  first.agentId('m', () => 'the first one goes on');
  first.close();
  open().close();
});

test('and let in when the first process is killed', async () => {
  const script = `
    import { DiskPositionStore } from ${JSON.stringify(new URL('../../../src/positions/store.ts', import.meta.url))};
    new DiskPositionStore(${JSON.stringify(folder)}, { told: console.error }).agentId('m', () => 'kept');
    await new Promise(setImmediate);
    gc(); // The lock holds without anybody naming the store.
    console.log('open');
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    await once(child.stdout, 'data');
    checkRefused('is in use');
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
  const store = open();
  expect(store.agentId('m', () => 'another')).toBe('kept');
  store.close();
});

test('a store is refused where version 0.1 has the folder', () => {
  mkdirSync(folder, { recursive: true });
  const other = openDatabase(join(folder, 'positions.db'), 'SELECT 1');
  checkRefused('positions.db is in use');
  other.close();
});

test('the claim takes no room', () => {
  open().close();
  expect(statSync(join(folder, 'owner.db')).size).toBe(0);
});

test('a folder that cannot be made', () => {
  writeFileSync(join(folder, '../..', 'deep'), 'a file');
  checkRefused('cannot write', 'dataDir', 'may write');
});

test.each<[string, (path: string) => void]>([
  ['garbage', (path) => writeFileSync(path, 'this is no database '.repeat(100))],
  ['a folder', (path) => mkdirSync(join(path, 'with', 'more'), { recursive: true })],
])('%s under its name is moved aside', (_name, put) => {
  mkdirSync(folder, { recursive: true });
  put(join(folder, 'owner.db'));
  const told: string[] = [];
  const store = new DiskPositionStore(folder, { told: (message) => told.push(message), nowMs: () => 0 });
  checkRefused('is in use');
  store.close();
  expect(told).toEqual([expect.stringContaining('positions.damaged-19700101T000000Z.owner.db')]);
  expect(readdirSync(folder)).toContain('positions.damaged-19700101T000000Z.owner.db');
});
