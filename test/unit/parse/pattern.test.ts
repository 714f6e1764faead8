import { expect, test } from 'vitest';
import { PatternError, patternProblem, userPattern } from '../../../src/parse/pattern.ts';

test.each([
  '^(?<a>\\d+) (?<b>[^ ]*)$',
  '(a|b)*c',
  '^(a+)+$',
  '\\bfoo\\b',
  'a{1,16}',
  '(?:x|y){2,5}',
  '\\\\p{2}',
  '[é茶]',
])('%s can be run', (source) => {
  expect(patternProblem(source)).toBeUndefined();
  expect(userPattern(source)).toBeInstanceOf(RegExp);
});

test.each<[source: string, words: string]>([
  ['(', 'must be a regular expression: Unterminated group'],
  ['[z-a]', 'Range out of order'],
  ['(?<a>x)(?<a>y)', 'Duplicate capture group name'],
  ['a(?=b)', 'linear time: a lookahead'],
  ['a(?!b)', 'linear time: a lookahead'],
  ['(a)\\1', 'linear time: a back reference'],
  ['(?<n>a)\\k<n>', 'linear time: a back reference'],
  ['(?i:a)', 'linear time: a modifier'],
  ['(?:ab){1,100000}', 'linear time: a part is repeated'],
  ['\\p{L}', 'must not use \\p{…}'],
  ['\\u{61}', 'must not use \\p{…}'],
])('%s is refused: %s', (source, words) => {
  expect(patternProblem(source)).toContain(words);
  expect(() => userPattern(source)).toThrow(PatternError);
});

/** Each takes longer than the age of the universe with backtracking alone. */
test.each<[source: string, text: string]>([
  ['^(a+)+$', `${'a'.repeat(100_000)}!`],
  ['^(?:a|aa)+$', `${'a'.repeat(100_000)}!`],
  ['(x+x+)+y', 'x'.repeat(100_000)],
  ['^(?<words>(\\w+\\s?)*)$', `${'word '.repeat(20_000)}!`],
  ['(.*)*(.*)*(.*)*=é', '茶'.repeat(20_000)],
])('%s ends', { timeout: 10_000 }, (source, text) => {
  const pattern = userPattern(source);
  for (let run = 0; run < 3; run += 1) expect(pattern.exec(text)).toBeNull();
});

test('where another engine takes over, what is found stays the same', () => {
  const source = '^(?<head>(?:a|aa)+)(?<tail>b?)$';
  const text = `${'a'.repeat(60)}b`;
  const guarded = userPattern('^(?<head>(?:a|aa)+)(?<tail>b?)(?<end>c?)$');
  expect(guarded.exec(`${text}!`)).toBeNull();
  expect(guarded.exec(`${text}c`)?.groups).toEqual({ head: 'a'.repeat(60), tail: 'b', end: 'c' });
  expect(userPattern(source).exec(text)?.groups).toEqual({ head: 'a'.repeat(60), tail: 'b' });
});
