import { expect, test } from 'vitest';
import { fieldTime, type TimeOptions } from '../../../src/parse/field-time.ts';

const seenMs = Date.UTC(2024, 5, 1);

test.each<[value: unknown, options: TimeOptions, expected: string | undefined]>([
  ['2015-05-17T10:05:03Z', {}, '2015-05-17T10:05:03.000Z'],
  ['2015-07-17 10:05:03', { zone: 'Europe/Berlin' }, '2015-07-17T08:05:03.000Z'],
  ['17/May/2015:10:05:03 +0000', {}, '2015-05-17T10:05:03.000Z'],
  ['1446249499.322', {}, '2015-10-30T23:58:19.322Z'],
  [1_446_249_499, {}, '2015-10-30T23:58:19.000Z'],
  [1_446_249_499, { layout: '%s' }, '2015-10-30T23:58:19.000Z'],
  ['May 17 10:05:03', {}, '2024-05-17T10:05:03.000Z'],
  ['17.05.2015', { layout: '%d.%m.%Y' }, '2015-05-17T00:00:00.000Z'],
  ['17.05.2015 or so', { layout: '%d.%m.%Y' }, undefined],
  ['2015-05-17T10:05:03Z', { layout: '%d.%m.%Y' }, undefined],
  ['[17/May/2015:10:05:03 +0000]', {}, '2015-05-17T10:05:03.000Z'],
  ['17/May/2015:10:05:03 +0000]', {}, undefined],
  ['[', {}, undefined],
  ['x', {}, undefined],
  [null, {}, undefined],
  [true, {}, undefined],
])('%j with %j is %s', (value, options, expected) => {
  const read = fieldTime(options)(value);
  const timeMs = read?.timeMs ?? read?.withoutYear?.(seenMs);
  expect(timeMs === undefined ? undefined : new Date(timeMs).toISOString()).toBe(expected);
});

test.each<[value: unknown, isExact: boolean]>([
  ['2015-05-17T10:05:03.123456Z', false],
  [1_446_249_499_322, true],
  [1_446_249_499_322_123, false],
  ['1446249499.322123', false],
])('milliseconds say all that %j does: %s', (value, isExact) => {
  expect(fieldTime({})(value)?.isExact).toBe(isExact);
});
