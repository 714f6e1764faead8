import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, openDatabase, StoreError } from '../../../src/sqlite/database.ts';

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'database-')), 'deep', 'er', 'a.db');
});
afterEach(() => rmSync(join(path, '../../..'), { recursive: true }));

const schema = 'CREATE TABLE IF NOT EXISTS item (value TEXT)';
const open = () => openDatabase(path, schema);

/** The error has all these words. */
function checkRefused(...words: string[]): void {
  let error: unknown;
  try {
    open().close();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(StoreError);
  for (const word of [path, ...words]) expect(String(error)).toContain(word);
}

test('makes its folder and keeps what is written', () => {
  const database = open();
  database.exec("INSERT INTO item VALUES ('a')");
  database.close();
  const again = open();
  expect(again.prepare('SELECT value FROM item').all()).toEqual([{ value: 'a' }]);
  again.close();
});

describe('a second opener', () => {
  test('is told while the first one lives, and let in after it', () => {
    const first = open();
    checkRefused('is in use', 'another kinship', 'dataDir');
    first.exec("INSERT INTO item VALUES ('the first one goes on')");
    first.close();
    open().close();
  });

  test('is let in when the first process is killed, whatever it was doing', async () => {
    const script = `
      import { openDatabase } from ${JSON.stringify(new URL('../../../src/sqlite/database.ts', import.meta.url))};
      const database = openDatabase(${JSON.stringify(path)}, ${JSON.stringify(schema)});
      database.exec("INSERT INTO item VALUES ('a'); BEGIN; INSERT INTO item VALUES ('b')");
      console.log('open');
      setInterval(() => {}, 1_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
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
    const database = open();
    expect(database.prepare('SELECT value FROM item').all()).toEqual([{ value: 'a' }]);
    database.close();
  });
});

describe('a damaged file', () => {
  test('that is no database', () => {
    open().close();
    writeFileSync(path, 'this was a database once '.repeat(100));
    checkRefused('is damaged', 'move it away');
    rmSync(path);
    open().close(); // Nothing of it is held open.
  });

  test('with a bad page inside', () => {
    const database = open();
    for (let row = 0; row < 500; row += 1) database.exec(`INSERT INTO item VALUES ('${'x'.repeat(200)}')`);
    database.close();
    const file = openSync(path, 'r+');
    for (let page = 2; page * 4_096 < statSync(path).size; page += 1)
      writeSync(file, Buffer.alloc(4_096, 7), 0, 4_096, page * 4_096);
    closeSync(file);
    checkRefused('is damaged', 'move it away');
  });
});

test('a folder that cannot be made', () => {
  writeFileSync(join(path, '../../..', 'deep'), 'a file');
  checkRefused('cannot write', 'dataDir', 'may write');
});

test('a transaction is all or nothing', () => {
  const database = open();
  const work = () => {
    database.exec("INSERT INTO item VALUES ('a')");
    throw new Error('in the middle');
  };
  expect(() => inTransaction(database, work)).toThrow('in the middle');
  inTransaction(database, () => database.exec("INSERT INTO item VALUES ('b')"));
  expect(database.prepare('SELECT value FROM item').all()).toEqual([{ value: 'b' }]);
  database.close();
});
