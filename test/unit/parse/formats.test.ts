import { expect, test } from 'vitest';
import {
  type FormatChoice,
  formatName,
  formats,
  needsHeaderLine,
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

test('columns without names need a line that names them', () => {
  const needing = ['csv', 'tsv', { type: 'csv' }, { type: 'tsv', delimiter: ';' }] as const;
  expect(needing.map(needsHeaderLine)).toEqual([true, true, true, true]);
  const complete: (FormatChoice | 'auto')[] = [
    'auto',
    'json',
    { type: 'csv', columns: ['a'] },
    { type: 'regex', pattern: '(?<a>.)', keepOriginal: true },
  ];
  expect(complete.map(needsHeaderLine)).toEqual([false, false, false, false]);
});
