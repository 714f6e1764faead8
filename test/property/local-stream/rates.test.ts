import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from '../../../src/local-stream/core/rates.ts';

/** How much is asked for, and how long after the one before. */
const asks = (amountMax: number) =>
  fc.array(
    fc.record({ waitMs: fc.integer({ min: 0, max: 3_000 }), amount: fc.integer({ min: 1, max: amountMax }) }),
    {
      minLength: 1,
      maxLength: 200,
    },
  );
const perSecond = fc.integer({ min: 1, max: 2_000 });

interface Passed {
  readonly atMs: number;
  readonly amount: number;
}

function passedOf(
  rate: number,
  asked: readonly { readonly waitMs: number; readonly amount: number }[],
): Passed[] {
  const bucket = new TokenBucket(rate, 0);
  let atMs = 0;
  return asked.flatMap(({ waitMs, amount }) => {
    atMs += waitMs;
    if (!bucket.has(amount, atMs)) return [];
    bucket.take(amount);
    return [{ atMs, amount }];
  });
}

/** In any span of time no more passes than its share and one burst; `overMost` is what one alone may go beyond. */
function expectBounded(rate: number, passed: readonly Passed[], overMost: number): void {
  for (const [first, { atMs: startMs }] of passed.entries()) {
    let sum = 0;
    for (const { atMs, amount } of passed.slice(first)) {
      sum += amount;
      expect(sum).toBeLessThanOrEqual(rate * (1 + (atMs - startMs) / 1_000) + overMost + 1e-6);
    }
  }
}

test('never more than rate × time + burst passes, in any span of time', () => {
  fc.assert(
    fc.property(perSecond, asks(3_000), (rate, asked) => {
      const small = asked.map((ask) => ({ ...ask, amount: Math.min(ask.amount, rate) }));
      expectBounded(rate, passedOf(rate, small), 0);
    }),
  );
});

test('of amounts larger than a burst one at most is beyond it', () => {
  fc.assert(
    fc.property(perSecond, asks(20_000), (rate, asked) => {
      expectBounded(rate, passedOf(rate, asked), Math.max(0, ...asked.map(({ amount }) => amount - rate)));
    }),
  );
});

test('who waits long enough always passes', () => {
  fc.assert(
    fc.property(perSecond, asks(20_000), (rate, asked) => {
      const patient = asked.map(({ amount }, index) => {
        const before = asked[index - 1]?.amount ?? 0;
        return { amount, waitMs: Math.ceil((Math.max(before, rate) * 1_000) / rate) + 1 };
      });
      expect(passedOf(rate, patient)).toHaveLength(asked.length);
    }),
  );
});
