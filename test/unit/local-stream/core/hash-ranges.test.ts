import { describe, expect, test } from 'vitest';
import { cutsWithin, evenRanges } from '../../../../src/local-stream/core/hash-ranges.ts';
import { hashKeyMax } from '../../../../src/shard/hash-key.ts';

describe('even ranges', () => {
  test.each([1, 2, 3, 4, 7, 100, 1_000])('%i of them cover each hash key once, in order', (count) => {
    const ranges = evenRanges(count);
    expect(ranges).toHaveLength(count);
    expect([ranges[0]?.start, ranges.at(-1)?.end]).toEqual([0n, hashKeyMax]);
    for (const [index, { start }] of ranges.entries())
      if (index > 0) expect(start).toBe((ranges[index - 1]?.end ?? 0n) + 1n);
  });

  test('they are those that Kinesis makes', () => {
    expect(evenRanges(3).map(({ start, end }) => [start, end])).toEqual([
      [0n, 113427455640312821154458202477256070484n],
      [113427455640312821154458202477256070485n, 226854911280625642308916404954512140969n],
      [226854911280625642308916404954512140970n, 340282366920938463463374607431768211455n],
    ]);
  });
});

const targets = [
  { start: 0n, end: 9n },
  { start: 10n, end: 19n },
  { start: 20n, end: 29n },
];

test.each<[what: string, start: bigint, end: bigint, cuts: readonly bigint[]]>([
  ['a range over all', 0n, 29n, [10n, 20n]],
  ['a range that is a target', 10n, 19n, []],
  ['a range within a target', 11n, 12n, []],
  ['a range that ends with the first key of a target', 5n, 10n, [10n]],
  ['a range over a border', 15n, 25n, [20n]],
])('%s is cut at the borders inside of it', (_what, start, end, cuts) => {
  expect(cutsWithin({ start, end }, targets)).toEqual(cuts);
});
