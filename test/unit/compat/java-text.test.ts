import { describe, expect, test } from 'vitest';
import { jacksonJson } from '../../../src/compat/jackson-json.ts';
import { javaNumber, javaSplit, javaTrim } from '../../../src/compat/java-text.ts';

test.each([
  ['  a \t', 'a'],
  ['\0a\u0001', 'a'],
  ['\u00a0a', '\u00a0a'],
  ['   ', ''],
])('trim %j', (text, trimmed) => {
  expect(javaTrim(text)).toBe(trimmed);
});

test.each<[string, RegExp, string[]]>([
  ['a,b', /,/g, ['a', 'b']],
  ['', /,/g, ['']],
  [',', /,/g, []],
  ['a,,', /,/g, ['a']],
  [',a', /,/g, ['', 'a']],
  ['abc', /(?:)/g, ['a', 'b', 'c']],
  ['a1b2', /(\d)/g, ['a', 'b']],
])('split %j by %s', (text, delimiter, parts) => {
  expect(javaSplit(text, delimiter)).toEqual(parts);
});

test.each([
  [1, '1'],
  [-0.5, '-0.5'],
  [1234567.5, '1234567.5'],
  [12345678.5, '1.23456785E7'],
  [0.001, '0.001'],
  [0.0001, '1.0E-4'],
  [1e300, '1.0E300'],
])('the number %d', (value, text) => {
  expect(javaNumber(value)).toBe(text);
});

describe('JSON', () => {
  test('has capital letters in its escapes, and leaves backslashes alone', () => {
    const text = jacksonJson(new Map([['a', '\u001f\\u001f"/é\u2028']]), 'COMPACT');
    expect(text).toBe('{"a":"\\u001F\\\\u001f\\"/é\u2028"}');
    expect(JSON.parse(text)).toEqual({ a: '\u001f\\u001f"/é\u2028' });
  });

  test('is laid out as Jackson does it', () => {
    const fields = new Map([['a', { b: [1, { c: null }], d: {}, e: [] }]]);
    expect(jacksonJson(fields, 'PRETTYPRINT')).toBe(
      '{\n  "a" : {\n    "b" : [ 1, {\n      "c" : null\n    } ],\n    "d" : { },\n    "e" : [ ]\n  }\n}',
    );
  });
});
