import { expect, test } from 'vitest';
import { isTimeZone, timeZoneOf, utc } from '../../../src/parse/time-zone.ts';

const local = (text: string) => Date.parse(`${text}Z`);

test.each<[zone: string, local: string, expected: string]>([
  ['UTC', '2024-03-31T02:30:00', '2024-03-31T02:30:00.000Z'],
  ['Europe/Berlin', '2024-01-15T12:00:00', '2024-01-15T11:00:00.000Z'],
  ['Europe/Berlin', '2024-07-15T12:00:00.789', '2024-07-15T10:00:00.789Z'],
  ['Europe/Berlin', '2024-03-31T01:59:59', '2024-03-31T00:59:59.000Z'],
  // The gap: 02:30 never was; by the clock from before it is 03:30.
  ['Europe/Berlin', '2024-03-31T02:30:00', '2024-03-31T01:30:00.000Z'],
  ['Europe/Berlin', '2024-03-31T03:00:00', '2024-03-31T01:00:00.000Z'],
  // The overlap: 02:30 came twice; it is the first.
  ['Europe/Berlin', '2024-10-27T02:30:00', '2024-10-27T00:30:00.000Z'],
  ['Europe/Berlin', '2024-10-27T03:00:00', '2024-10-27T02:00:00.000Z'],
  ['America/New_York', '2024-11-03T01:30:00', '2024-11-03T05:30:00.000Z'],
  ['America/New_York', '2024-03-10T02:30:00', '2024-03-10T07:30:00.000Z'],
  ['Australia/Lord_Howe', '2024-04-07T01:45:00', '2024-04-06T14:45:00.000Z'],
  ['Asia/Kolkata', '2024-01-01T00:00:00', '2023-12-31T18:30:00.000Z'],
  ['Pacific/Apia', '2011-12-31T12:00:00', '2011-12-30T22:00:00.000Z'],
  ['+02:00', '2024-01-01T00:00:00', '2023-12-31T22:00:00.000Z'],
])('%s: %s on the wall is %s', (zone, wall, expected) => {
  expect(new Date(timeZoneOf(zone).utcMs(local(wall))).toISOString()).toBe(expected);
});

test('the answer does not depend on what was asked before', () => {
  const zone = timeZoneOf('Europe/Berlin');
  const walls = ['2024-03-31T02:30:00', '2024-10-27T02:30:00', '2024-03-31T02:30:00', '2024-10-27T02:30:59'];
  const alone = walls.map((wall) => timeZoneOf('Europe/Berlin').utcMs(local(wall)));
  expect(walls.map((wall) => zone.utcMs(local(wall)))).toEqual(alone);
});

test.each<[name: string, expected: boolean]>([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['Europe/Berln', false],
  ['', false],
])('%s is a time zone: %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});

test('UTC is as it stands', () => {
  expect(utc.utcMs(123)).toBe(123);
  expect(() => timeZoneOf('Nowhere/At_All')).toThrow(RangeError);
});
