import { expect, test } from 'vitest';
import { fileInputOptions } from '../../../../src/sources/file/options.ts';

test.each<[string, unknown, string[]]>([
  ['a preset', 'java', []],
  ['several presets', ['java', 'go'], []],
  ['a preset with a time', { preset: 'go', flushAfterMs: '5s' }, []],
  ['own patterns', { start: '^\\d', continue: '^\\s', end: ';$' }, []],
  ['a pattern turned round', { end: '\\\\$', negate: true }, []],
  [
    'nothing to go by',
    { flushAfterMs: 100 },
    ['must have `preset`, or one of `start`, `continue` and `end`'],
  ],
  ['both', { preset: 'go', end: ';$' }, ['must have either `preset`, or `start`, `continue` and `end`']],
  [
    'several turned round',
    { start: 'a', end: 'b', negate: true },
    ['`negate` is about a single regular expression'],
  ],
  ['no regular expression', { start: '(' }, ['must be a regular expression: Unterminated group']],
])('multiline: %s', (_what, multiline, messages) => {
  const { error } = fileInputOptions.safeParse({ type: 'file', paths: 'a', multiline });
  const found = error?.issues.flatMap((issue) =>
    issue.code === 'invalid_union' ? (issue.errors.at(-1) ?? []) : [issue],
  );
  expect(found?.map(({ message }) => message) ?? []).toEqual(messages);
});
