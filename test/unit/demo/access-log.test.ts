import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AccessLog } from '../../../src/demo/access-log.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'access-log-'));
  file = join(folder, 'access.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = (name: string) => readFileSync(join(folder, name), 'latin1');
const never = Number.POSITIVE_INFINITY;

/** All lines, from the oldest file to the newest; fails if a file does not end with a whole line. */
function linesInOrder(): string[] {
  const number = (name: string) => Number(name.split('.')[2] ?? 0);
  const names = readdirSync(folder).sort((a, b) => number(b) - number(a));
  const texts = names.map(text);
  for (const content of texts) expect(content === '' || content.endsWith('\n')).toBe(true);
  return texts.join('').split('\n').slice(0, -1);
}

describe('appending', () => {
  test('writes what is appended a moment later, in one batch', async () => {
    const log = new AccessLog({ file, rotateBytes: never, keep: 1, flushDelayMs: 10 });
    log.append('one');
    log.append('two');
    expect([text('access.log'), log.linesWritten]).toEqual(['', 0]);
    await expect.poll(() => text('access.log')).toBe('one\ntwo\n');
    expect(log.linesWritten).toBe(2);
    log.close();
  });

  test('close writes what waits', () => {
    const log = new AccessLog({ file, rotateBytes: never, keep: 1 });
    log.append('last');
    log.close();
    expect(text('access.log')).toBe('last\n');
  });

  test.each([
    ['whole lines', 'old\n', 'old\nnew\n'],
    ['a line cut by a crash', 'old\nhal', 'old\nhal\nnew\n'],
  ])('continues a file with %s', (_, before, after) => {
    appendFileSync(file, before);
    const log = new AccessLog({ file, rotateBytes: never, keep: 1 });
    log.append('new');
    log.close();
    expect([text('access.log'), log.linesWritten]).toEqual([after, 1]);
  });

  test('makes the folder', () => {
    new AccessLog({ file: join(folder, 'a', 'b', 'access.log'), rotateBytes: never, keep: 1 }).close();
    expect(existsSync(join(folder, 'a', 'b', 'access.log'))).toBe(true);
  });
});

describe('rotation', () => {
  test('loses no line, tears none, and keeps their order', () => {
    const log = new AccessLog({ file, rotateBytes: 2_000, keep: 1_000 });
    const lines = Array.from({ length: 5_000 }, (_, index) => `${index} ${'x'.repeat(index % 90)}`);
    for (const [index, line] of lines.entries()) {
      log.append(line);
      if (index % 7 === 0) log.flush();
    }
    log.close();
    expect(readdirSync(folder).length).toBeGreaterThan(100);
    expect(linesInOrder()).toEqual(lines);
    expect(log.linesWritten).toBe(lines.length);
  });

  test('renames, and deletes the oldest', () => {
    const log = new AccessLog({ file, rotateBytes: 3, keep: 2 });
    for (const line of ['aaa', 'bbb', 'ccc', 'ddd']) {
      log.append(line);
      log.flush();
    }
    log.append('e');
    log.close();
    expect(readdirSync(folder).sort()).toEqual(['access.log', 'access.log.1', 'access.log.2']);
    expect(linesInOrder()).toEqual(['ccc', 'ddd', 'e']);
  });

  test('counts what an earlier run has written', () => {
    appendFileSync(file, `${'x'.repeat(99)}\n`);
    const log = new AccessLog({ file, rotateBytes: 101, keep: 1 });
    log.append('y');
    log.close();
    expect([text('access.log').length, text('access.log.1').length]).toEqual([0, 102]);
  });

  test('finds the file moved away by somebody else: shifts nothing, opens a new one', () => {
    const log = new AccessLog({ file, rotateBytes: 3, keep: 2 });
    appendFileSync(`${file}.1`, 'older\n');
    rmSync(file);
    log.append('lost with the file');
    log.flush();
    log.append('n');
    log.close();
    expect([text('access.log'), text('access.log.1')]).toEqual(['n\n', 'older\n']);
  });

  test('refuses to keep nothing', () => {
    expect(() => new AccessLog({ file, rotateBytes: 1, keep: 0 })).toThrow(RangeError);
    expect(() => new AccessLog({ file, rotateBytes: 1, keep: never })).toThrow(RangeError);
  });
});

describe('a disk that refuses', () => {
  test.skipIf(!existsSync('/dev/full'))(
    'loses nothing that it can hold, counts the rest, and warns once',
    async () => {
      const full = new AccessLog({ file: '/dev/full', rotateBytes: never, keep: 1, flushDelayMs: 1 });
      const warnings: string[] = [];
      const listen = (warning: Error) => warnings.push(warning.message);
      process.on('warning', listen);
      for (let count = 0; count < 20; count++) full.append('x'.repeat(100_000));
      await delay(50);
      expect(() => full.flush()).toThrow(/ENOSPC/);
      expect([full.linesWritten, full.linesDropped]).toEqual([0, 9]);
      expect(warnings.filter((message) => message.includes('/dev/full'))).toHaveLength(1);
      expect(() => full.close()).toThrow(/ENOSPC/);
      process.off('warning', listen);
    },
  );
});
