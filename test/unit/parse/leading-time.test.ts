import { expect, test } from 'vitest';
import { leadingTime } from '../../../src/parse/leading-time.ts';
import { utc } from '../../../src/parse/time-zone.ts';

const seenMs = Date.UTC(2024, 5, 1);
/** `text` is a time up to the bar. */
const times: [text: string, expected: string | undefined][] = [
  ['2015-10-18 18:01:47,978| INFO', '2015-10-18T18:01:47.978Z'],
  ['2015-10-18T18:01:47.978Z| INFO', '2015-10-18T18:01:47.978Z'],
  ['2015-10-18T18:01:47+02:00|', '2015-10-18T16:01:47.000Z'],
  ['2015-10-18 18:01:47.123456+0100| 0x1', '2015-10-18T17:01:47.123Z'],
  ['2015-10-18 18:01:47+01| host', '2015-10-18T17:01:47.000Z'],
  ['2015-10-18 18:01:47.123 UTC| [1] LOG:', '2015-10-18T18:01:47.123Z'],
  ['2015-10-18 18:01:47| CET', '2015-10-18T18:01:47.000Z'],
  ['2015-10-18 18:01:47,978| - name', '2015-10-18T18:01:47.978Z'],
  ['2015-10-18 18:01:47| -9999 is an error', '2015-10-18T18:01:47.000Z'],
  ['2015-10-18 18:01:47| Zebra', '2015-10-18T18:01:47.000Z'],
  ['2009/11/10 23:00:00| main', '2009-11-10T23:00:00.000Z'],
  ['2009/11/10 23:00:00.123456| main', '2009-11-10T23:00:00.123Z'],
  ['17/May/2015:10:05:03 +0000|]', '2015-05-17T10:05:03.000Z'],
  ['Jun 14 15:16:01| combo', '2023-06-14T15:16:01.000Z'],
  ['Jan  2 15:16:01.5| combo', '2024-01-02T15:16:01.500Z'],
  ['Jan  2 2019 15:16:01| combo', '2019-01-02T15:16:01.000Z'],
  ['Wed Oct 11 14:32:52 2000|]', '2000-10-11T14:32:52.000Z'],
  ['Wed Oct 11 14:32:52.123456 2000|]', '2000-10-11T14:32:52.123Z'],
  ['Wed Oct 11 14:32:52 UTC 2000|', '2000-10-11T14:32:52.000Z'],
  ['Wed, 11 Oct 2000 14:32:52 +0100| x', '2000-10-11T13:32:52.000Z'],
  ['Wed, 11 Oct 2000 14:32:52 GMT| x', '2000-10-11T14:32:52.000Z'],
  ['17-May-2015 10:05:03.123| INFO', '2015-05-17T10:05:03.123Z'],
  ['17 May 2015 10:05:03.123| *', '2015-05-17T10:05:03.123Z'],
  ['1286536308.779|    180', '2010-10-08T11:11:48.779Z'],
  ['1286536308|', '2010-10-08T11:11:48.000Z'],
  ['1286536308779| x', '2010-10-08T11:11:48.779Z'],
  ['1286536308779123| x', '2010-10-08T11:11:48.779Z'],
  ['1286536308779123456| x', '2010-10-08T11:11:48.779Z'],
  ['12865363087|', undefined],
  ['2015-10-18|', undefined],
  ['2015-02-30 10:00:00|', undefined],
  ['2015-10-18 18:01:478|', undefined],
  ['18:01:47.123| [main]', undefined],
  ['|', undefined],
];

test.each(times)('%s', (marked, expected) => {
  const end = marked.indexOf('|');
  const read = leadingTime(utc)(marked.replace('|', ''), 0);
  const timeMs = read?.timeMs ?? read?.withoutYear?.(seenMs);
  expect(timeMs === undefined ? undefined : new Date(timeMs).toISOString()).toBe(expected);
  if (expected !== undefined) expect(read?.end).toBe(end);
});

test('what was read before does not change what is read', () => {
  for (const [before] of times) {
    const reader = leadingTime(utc);
    reader(before.replace('|', ''), 0);
    for (const [marked] of times) {
      const text = marked.replace('|', '');
      const [one, other] = [reader, leadingTime(utc)].map((read) => {
        reader(before.replace('|', ''), 0);
        return read(text, 0);
      });
      expect([one?.end, one?.timeMs, one?.isExact]).toEqual([other?.end, other?.timeMs, other?.isExact]);
    }
  }
});
