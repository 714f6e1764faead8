import { describe, expect, test } from 'vitest';
import { CallRates, TokenBucket } from '../../../../src/local-stream/core/rates.ts';

/** [at ms, amount asked for, whether it passes]; what passes is taken. */
type Ask = readonly [nowMs: number, amount: number, passes: boolean];

test.each<[what: string, asks: readonly Ask[]]>([
  [
    'a full bucket gives a second at once, and nothing more',
    [
      [0, 10, true],
      [0, 1, false],
    ],
  ],
  [
    'it refills with time',
    [
      [0, 10, true],
      [99, 1, false],
      [100, 1, true],
      [300, 2, true],
      [300, 1, false],
    ],
  ],
  [
    'a long rest saves a second, not more',
    [
      [0, 10, true],
      [60_000, 10, true],
      [60_000, 1, false],
    ],
  ],
  [
    'more than a second passes a full bucket, which is then in debt',
    [
      [0, 35, true],
      [2_599, 1, false],
      [2_600, 1, true],
    ],
  ],
  [
    'more than a second waits for a full bucket',
    [
      [0, 1, true],
      [50, 35, false],
      [100, 35, true],
    ],
  ],
  [
    'an earlier time adds nothing, and costs nothing',
    [
      [1_000, 10, true],
      [500, 1, false],
      [1_100, 1, true],
    ],
  ],
])('of 10 a second: %s', (_what, asks) => {
  const bucket = new TokenBucket(10, 0);
  const passed = asks.map(([nowMs, amount]) => {
    if (!bucket.has(amount, nowMs)) return false;
    bucket.take(amount);
    return true;
  });
  expect(passed).toEqual(asks.map(([, , passes]) => passes));
});

test('what is known only afterwards may go into debt, and passes again when that is paid', () => {
  const bucket = new TokenBucket(100, 0);
  expect(bucket.isPositive(0)).toBe(true);
  bucket.take(150);
  expect([499, 500, 501].map((nowMs) => bucket.isPositive(nowMs))).toEqual([false, false, true]);
});

describe('rates of calls', () => {
  test('each name has its own', () => {
    const rates = new CallRates();
    const passes = ['a', 'a', 'a', 'b', 'b', 'b'].map((name) => rates.passes(name, 2, 0));
    expect(passes).toEqual([true, true, false, true, true, false]);
    expect([rates.passes('a', 2, 499), rates.passes('a', 2, 500)]).toEqual([false, true]);
  });

  test('names by the thousand keep theirs', () => {
    const rates = new CallRates();
    const passAll = () => Array.from({ length: 5_000 }, (_, index) => rates.passes(`name-${index}`, 1, 0));
    expect([passAll().every(Boolean), passAll().some(Boolean)]).toEqual([true, false]);
  });

  test('a refused call costs nothing', () => {
    const rates = new CallRates();
    rates.passes('a', 1, 0);
    for (let nowMs = 1; nowMs < 1_000; nowMs += 1) expect(rates.passes('a', 1, nowMs)).toBe(false);
    expect(rates.passes('a', 1, 1_000)).toBe(true);
  });
});
