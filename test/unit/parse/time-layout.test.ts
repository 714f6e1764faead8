import { describe, expect, test } from 'vitest';
import { timeLayout } from '../../../src/parse/time-layout.ts';
import { timeZoneOf, utc } from '../../../src/parse/time-zone.ts';

const iso = (timeMs: number | undefined) =>
  timeMs === undefined ? undefined : new Date(timeMs).toISOString();
const seenMs = Date.UTC(2024, 0, 2);

function read(layout: string, text: string, zone = utc) {
  const found = timeLayout(layout, zone)(text, 0);
  if (found === undefined) return undefined;
  return iso(found.timeMs ?? found.withoutYear?.(seenMs));
}

test.each<[layout: string, text: string, expected: string | undefined]>([
  ['%d/%b/%Y:%H:%M:%S %z', '17/May/2015:10:05:03 +0200', '2015-05-17T08:05:03.000Z'],
  ['%Y-%m-%d %H:%M:%S,%f', '2015-10-18 18:01:47,978', '2015-10-18T18:01:47.978Z'],
  ['%FT%T%z', '2015-10-18T18:01:47Z', '2015-10-18T18:01:47.000Z'],
  ['%F %R', '2015-10-18 18:01', '2015-10-18T18:01:00.000Z'],
  ['%y%m%d %H%M%S', '081109 203615', '2008-11-09T20:36:15.000Z'],
  ['%y%m%d', '991109', '1999-11-09T00:00:00.000Z'],
  ['%m/%d/%Y %I:%M:%S %p', '10/18/2015 12:01:47 AM', '2015-10-18T00:01:47.000Z'],
  ['%m/%d/%Y %I:%M:%S %p', '10/18/2015 12:01:47 pm', '2015-10-18T12:01:47.000Z'],
  ['%m/%d/%Y %I:%M:%S %p', '10/18/2015 11:01:47 PM', '2015-10-18T23:01:47.000Z'],
  ['%m/%d/%Y %I:%M:%S %p', '10/18/2015 13:01:47 PM', undefined],
  ['%A, %e %B %Y', 'Sunday,  8 March 2015', '2015-03-08T00:00:00.000Z'],
  ['%a %h %e %T %Z %Y', 'Wed Oct 11 14:32:52 UTC 2000', '2000-10-11T14:32:52.000Z'],
  ['%s', '1446249499.3229', '2015-10-30T23:58:19.322Z'],
  ['%s', '1446249499', '2015-10-30T23:58:19.000Z'],
  ['%Q', '1446249499322', '2015-10-30T23:58:19.322Z'],
  ['%b %e %H:%M:%S', 'Jan  2 10:00:00', '2024-01-02T10:00:00.000Z'],
  ['%b %e %H:%M:%S', 'Dec 31 10:00:00', '2023-12-31T10:00:00.000Z'],
  ['%b %e %H:%M:%S', 'Feb 29 10:00:00', '2020-02-29T10:00:00.000Z'],
  ['%b %e %H:%M:%S', 'Feb 30 10:00:00', undefined],
  ['(%d.%m.%Y)', '(01.02.2015)', '2015-02-01T00:00:00.000Z'],
  ['100%% %F', '100% 2015-02-01', '2015-02-01T00:00:00.000Z'],
  ['%F', '2015-02-29', undefined],
  ['%F %T', '2015-02-28 24:00:00', undefined],
  ['%F %T', '2016-12-31 23:59:60', '2017-01-01T00:00:00.000Z'],
  ['%F', 'x2015-02-28', undefined],
])('%s reads %s as %s', (layout, text, expected) => {
  expect(read(layout, text)).toBe(expected);
});

test.each<[text: string, expected: string]>([
  ['2024-07-01 12:00:00', '2024-07-01T10:00:00.000Z'],
  ['2024-07-01 12:00:00+0000', '2024-07-01T12:00:00.000Z'],
])('the zone is that of a time that names none: %s', (text, expected) => {
  const zone = timeZoneOf('Europe/Berlin');
  const layout = text.endsWith('+0000') ? '%F %T%z' : '%F %T';
  expect(read(layout, text, zone)).toBe(expected);
});

test('a year is read from when the line was seen, with a day for clocks that are ahead', () => {
  const { withoutYear } = timeLayout('%b %d', utc)('Jan 03', 0) ?? {};
  expect(iso(withoutYear?.(Date.UTC(2024, 0, 2)))).toBe('2024-01-03T00:00:00.000Z');
  expect(iso(withoutYear?.(Date.UTC(2024, 0, 1, 23)))).toBe('2023-01-03T00:00:00.000Z');
  expect(iso(withoutYear?.(Date.UTC(2023, 11, 31)))).toBe('2023-01-03T00:00:00.000Z');
});

test.each<[text: string, isExact: boolean]>([
  ['2015-10-18 18:01:47.978', true],
  ['2015-10-18 18:01:47.978000', true],
  ['2015-10-18 18:01:47.9780001', false],
])('milliseconds say all that %s does: %s', (text, isExact) => {
  expect(timeLayout('%F %T.%f', utc)(text, 0)?.isExact).toBe(isExact);
});

test('it reads where it is told to, and says where the time ends', () => {
  const layout = timeLayout('%F', utc);
  expect(layout('at 2015-10-18!', 3)).toMatchObject({ end: 13 });
  expect(layout('at 2015-10-18!', 2)).toBeUndefined();
});

describe('a layout that cannot be', () => {
  test.each<[layout: string, message: string]>([
    ['%Y-%m-%d %K', '%K is no directive of a time layout'],
    ['%F %', '% is no directive of a time layout'],
    ['%F %2', '%2 is no directive of a time layout'],
    ['%H:%M:%S', 'the layout tells no day'],
    ['%F %I:%M', '%I and %p need each other'],
    ['', 'the layout tells no day'],
  ])('%j: %s', (layout, message) => {
    expect(() => timeLayout(layout, utc)).toThrow(message);
  });
});
