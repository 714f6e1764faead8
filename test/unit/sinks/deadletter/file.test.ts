import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DeadLetter, DeadLetterFile } from '../../../../src/sinks/deadletter/file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dead-letters-'));
  path = join(folder, 'data', 'dead-letters.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const letter: DeadLetter = { code: 'undecodable', reason: 'no "magic"\nin it', origin: { stream: 'logs' } };
const lines = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);

test('one JSON object a line, with time, reason and all bytes', async () => {
  const file = new DeadLetterFile(path);
  await file.write({ ...letter, data: new Uint8Array([0, 255, 10]) }, Date.UTC(2026, 0, 2));
  await file.write({ ...letter, document: { index: 'i', id: '1', source: '{}' } }, 0);
  await file.close();
  expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
    { '@timestamp': '2026-01-02T00:00:00.000Z', ...letter, dataBase64: 'AP8K' },
    { '@timestamp': '1970-01-01T00:00:00.000Z', ...letter, document: { index: 'i', id: '1', source: '{}' } },
  ]);
  expect(statSync(path).mode & 0o007).toBe(0);
});

test('many at once stand in order, each on its line', async () => {
  const file = new DeadLetterFile(path);
  const writes = Array.from({ length: 100 }, (_, number) =>
    file.write({ ...letter, origin: { number }, reason: 'x'.repeat(number * 100) }, 0),
  );
  await file.close(); // Waits for all of them.
  await Promise.all(writes);
  const numbers = lines().map((line) => (JSON.parse(line) as DeadLetter).origin['number']);
  expect(numbers).toEqual(writes.map((_, number) => number));
});

test('a file that nobody wrote to is not made', async () => {
  await new DeadLetterFile(path).close();
  expect(() => statSync(path)).toThrow('ENOENT');
});

describe('after a crash', () => {
  test.each<[string, before: string, after: string[]]>([
    ['half a line does not swallow the next', '{"code":"ha', ['{"code":"ha']],
    ['whole lines stay as they are', '{}\n', ['{}']],
    ['an empty file has no empty line', '', []],
  ])('%s', async (_name, before, after) => {
    mkdirSync(join(folder, 'data'));
    appendFileSync(path, before);
    const file = new DeadLetterFile(path);
    await file.write(letter, 0);
    await file.close();
    expect(lines().slice(0, -1)).toEqual(after);
    expect(JSON.parse(lines().at(-1) ?? '')).toMatchObject(letter);
  });
});

test('a failure is told, and what comes after it is written once that is possible', async () => {
  writeFileSync(join(folder, 'data'), 'a file where the folder should be');
  const file = new DeadLetterFile(path);
  await expect(file.write(letter, 0)).rejects.toThrow(/EEXIST|ENOTDIR/);
  rmSync(join(folder, 'data'));
  await file.write(letter, 0);
  await file.close();
  expect(lines()).toHaveLength(1);
});
