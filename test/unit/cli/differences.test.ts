import { expect, test } from 'vitest';
import { differences } from '../../../src/cli/differences.ts';

test.each<[expected: object, actual: object, fields: string[]]>([
  [{}, { a: 1 }, []],
  [{ a: 1 }, { a: 1, b: 2 }, []],
  [{ a: 1 }, { a: '1' }, ['a']],
  [{ a: { b: { c: 1 } } }, { a: { b: { c: 2, d: 3 } } }, ['a.b.c']],
  [{ a: [1, 2] }, { a: [1, 2] }, []],
  [{ a: [1] }, { a: [1, 2] }, ['a']],
  [{ a: null }, {}, []],
  [{ a: null }, { a: null }, []],
  [{ a: null }, { a: 0 }, ['a']],
  [{ a: {} }, { a: 'x' }, ['a']],
  [{ a: 1 }, {}, ['a']],
  [{ constructor: 1 }, {}, ['constructor']],
  [{ '@timestamp': '2024-01-01T00:00:00Z' }, { '@timestamp': '2024-01-01T00:00:00.000Z' }, []],
  [{ '@timestamp': 'yesterday' }, { '@timestamp': '2024-01-01T00:00:00.000Z' }, ['@timestamp']],
])('%j, but is %j', (expected, actual, fields) => {
  expect(differences(expected, actual).map(({ field }) => field)).toEqual(fields);
});
