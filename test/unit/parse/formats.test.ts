import { expect, test } from 'vitest';
import {
  type FormatChoice,
  formatName,
  formats,
  headerLinesOf,
  parserOf,
} from '../../../src/parse/formats.ts';

/** Those that take any line. */
const undemanding: readonly string[] = ['plain', 'csv', 'tsv'];

test.each(formats.filter((format) => !undemanding.includes(format)))(
  '%s says undefined for what it does not read',
  (format) => {
    expect(['\0', '', ' ', 'hello world'].map((line) => parserOf(format)(line))).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  },
);

test('plain takes every line as its message', () => {
  expect(parserOf('plain')('\0')).toEqual({ fields: { message: '\0' } });
});

test('formats with options have names, too', () => {
  expect([formatName('json'), formatName({ type: 'csv' })]).toEqual(['json', 'csv']);
  expect(parserOf({ type: 'csv', delimiter: ';', columns: ['a', 'b'] })('1;2')?.fields).toEqual({
    fields: { a: '1', b: '2' },
  });
  expect(parserOf({ type: 'tsv' })('1\t2')?.fields).toEqual({ fields: { column_1: '1', column_2: '2' } });
});

test.each<[format: FormatChoice | 'auto', skipped: number, expected: number]>([
  ['csv', 0, 1],
  ['tsv', 1, 1],
  [{ type: 'csv' }, 3, 3],
  [{ type: 'tsv', delimiter: ';' }, 0, 1],
  [{ type: 'csv', columns: ['a'] }, 0, 0],
  [{ type: 'regex', pattern: '(?<a>.)', keepOriginal: true }, 0, 0],
  ['auto', 2, 2],
  ['json', 0, 0],
])('columns without names need a line that names them: %j', (format, skipped, expected) => {
  expect(headerLinesOf(format, skipped)).toBe(expected);
});
