import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFiles } from '../../../../src/sources/file/discover.ts';
import { expandBraces } from '../../../../src/sources/file/pattern.ts';

const files = [
  'a.log',
  'b.log',
  'b.txt',
  'c[1].log',
  '.hidden.log',
  'sub/d.log',
  'sub/deep/e.log',
  '.git/f.log',
];
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pattern-'));
  for (const file of files) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  symlinkSync('..', join(folder, 'sub', 'up'));
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each<[pattern: string, exclude: string[], expected: string[]]>([
  ['*.log', [], ['a.log', 'b.log', 'c[1].log']],
  ['a.log', [], ['a.log']],
  ['{a,b}.{log,txt}', [], ['a.log', 'b.log', 'b.txt']],
  ['[ab].log', [], ['a.log', 'b.log']],
  ['[!a].log', [], ['b.log']],
  ['?.log', [], ['a.log', 'b.log']],
  ['c\\[1\\].log', [], ['c[1].log']],
  ['.*.log', [], ['.hidden.log']],
  ['**/*.log', [], ['a.log', 'b.log', 'c[1].log', 'sub/d.log', 'sub/deep/e.log']],
  ['sub/**', [], ['sub/d.log', 'sub/deep/e.log']],
  ['**/deep/*', [], ['sub/deep/e.log']],
  ['s*/*.log', [], ['sub/d.log']],
  ['sub/up/a.log', [], ['a.log']],
  ['**/*.log', ['b.*'], ['a.log', 'c[1].log', 'sub/d.log', 'sub/deep/e.log']],
  ['nowhere/*.log', [], []],
  ['a.log/*.log', [], []],
])('%s without %s', async (pattern, exclude, expected) => {
  const failed: string[] = [];
  const found = await findFiles([join(folder, pattern)], exclude, (path) => failed.push(path));
  expect(found.map(({ path }) => relative(folder, path).replace('sub/up/', '')).sort()).toEqual(expected);
  expect(failed).toEqual([]);
});

test.each<[pattern: string, expected: string[]]>([
  ['a', ['a']],
  ['a{b,c}d', ['abd', 'acd']],
  ['{a,b{1,2}}', ['a', 'b1', 'b2']],
  ['a{b}', ['a{b}']],
])('%s expands to %s', (pattern, expected) => {
  expect(expandBraces(pattern).sort()).toEqual(expected);
});
