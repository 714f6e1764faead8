import { describe, expect, test } from 'vitest';
import { cached, parseClfTime, parseIsoTime, tellsNoMore, timeOfJson } from '../../../src/parse/time.ts';

const iso = (timeMs: number | undefined) =>
  timeMs === undefined ? undefined : new Date(timeMs).toISOString();

test.each<[text: string, expected: string | undefined]>([
  ['17/May/2015:10:05:03 +0000', '2015-05-17T10:05:03.000Z'],
  ['17/May/2015:10:05:03 +0200', '2015-05-17T08:05:03.000Z'],
  ['31/Dec/2015:23:59:59 -0530', '2016-01-01T05:29:59.000Z'],
  ['29/Feb/2024:00:00:00 +0000', '2024-02-29T00:00:00.000Z'],
  ['30/Jun/2015:23:59:60 +0000', '2015-07-01T00:00:00.000Z'],
  ['01/Jan/0050:00:00:00 +0000', '0050-01-01T00:00:00.000Z'],
  ['31/Dec/9999:23:59:59 +0000', '9999-12-31T23:59:59.000Z'],
  ['31/Dec/9999:23:59:59 -0100', undefined],
  ['01/Jan/0000:00:00:00 +0100', undefined],
  ['29/Feb/2023:00:00:00 +0000', undefined],
  ['31/Apr/2023:00:00:00 +0000', undefined],
  ['00/May/2015:10:05:03 +0000', undefined],
  ['17/Mai/2015:10:05:03 +0000', undefined],
  ['17/Ayj/2015:10:05:03 +0000', undefined],
  ['17/May/2015:24:05:03 +0000', undefined],
  ['17/May/2015:10:60:03 +0000', undefined],
  ['17/May/2015:10:05:61 +0000', undefined],
  ['17/May/2015:10:05:03', undefined],
  ['', undefined],
])('the common log format has %j for %s', (text, expected) => {
  expect(iso(parseClfTime(text))).toBe(expected);
});

test.each<[text: string, expected: string | undefined]>([
  ['2015-05-17T10:05:03Z', '2015-05-17T10:05:03.000Z'],
  ['2015-05-17t10:05:03z', '2015-05-17T10:05:03.000Z'],
  ['2015-05-17 10:05:03', '2015-05-17T10:05:03.000Z'],
  ['2015-05-17 10:05:03,123', '2015-05-17T10:05:03.123Z'],
  ['2015-05-17T10:05:03.1+02:00', '2015-05-17T08:05:03.100Z'],
  ['2015-05-17T10:05:03.123456789 -0230', '2015-05-17T12:35:03.123Z'],
  ['2015-05-17T10:05:03.9999Z', '2015-05-17T10:05:03.999Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ['0000-01-01T00:00:00+01:00', undefined],
  ['9999-12-31T23:59:59-01:00', undefined],
  ['2023-02-29T00:00:00Z', undefined],
  ['2015-02-30T10:05:03Z', undefined],
  ['2015-04-31T10:05:03Z', undefined],
  ['2015-13-01T10:05:03Z', undefined],
  ['2015-05-00T10:05:03Z', undefined],
  ['2015-05-17T25:05:03Z', undefined],
  ['2015-05-17T10:05:03.1234567890Z', undefined],
  ['2015-05-17', undefined],
  ['+012015-05-17T10:05:03Z', undefined],
  ['', undefined],
])('ISO 8601 has %j for %s', (text, expected) => {
  expect(iso(parseIsoTime(text))).toBe(expected);
});

test.each<[value: unknown, expectedMs: number | undefined]>([
  ['2015-05-17T10:05:03Z', 1_431_857_103_000],
  [1_431_857_103, 1_431_857_103_000],
  [1_431_857_103.5, 1_431_857_103_500],
  [1.001, 1_001],
  [1_446_249_499.322, 1_446_249_499_322],
  [1_446_249_499.9999, 1_446_249_499_999],
  [1_446_249_499_322, 1_446_249_499_322],
  [1_446_249_499_322.7, 1_446_249_499_322],
  [99_999_999_999, 99_999_999_999_000],
  [100_000_000_000, 100_000_000_000],
  [253_402_300_799_999, 253_402_300_799_999],
  [253_402_300_800_000, undefined],
  [5e14, undefined],
  [1_446_249_499_322_123, 1_446_249_499_322],
  [1.446249499322123e18, 1_446_249_499_322],
  [1e300, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [Number.NaN, undefined],
  [0, undefined],
  [-1, undefined],
  ['1431857103', undefined],
  [null, undefined],
  [{}, undefined],
  [undefined, undefined],
])('a JSON value %j is the time %s', (value, expectedMs) => {
  expect(timeOfJson(value)).toBe(expectedMs);
});

test.each<[value: string | number, expected: boolean]>([
  ['2015-05-17T10:05:03Z', true],
  ['2015-05-17T10:05:03.123Z', true],
  ['2015-05-17T10:05:03.123000000Z', true],
  ['2015-05-17T10:05:03.1230001Z', false],
  ['2015-05-17 10:05:03,123456', false],
  [1_446_249_499.322, true],
  [1_446_249_499.322123, false],
  [1_446_249_499_322, true],
  [1_446_249_499_322.5, false],
])('milliseconds say all that %j does: %s', (value, expected) => {
  expect(tellsNoMore(value, timeOfJson(value) ?? Number.NaN)).toBe(expected);
});

describe('cached', () => {
  test('asks again only for another text', () => {
    const asked: string[] = [];
    const length = cached((text) => {
      asked.push(text);
      return text === '' ? undefined : text.length;
    });
    expect(['a', 'a', 'bb', 'a', '', '', '?'].map(length)).toEqual([1, 1, 2, 1, undefined, undefined, 1]);
    expect(asked).toEqual(['a', 'bb', 'a', '', '?']);
  });
});
