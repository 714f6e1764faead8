import { expect, test } from 'vitest';
import { defaultRetryPlan, retryDelayMs } from '../../../src/flow/retry.ts';

const plan = { firstDelayMs: 100, delayMaxMs: 10_000 };

test.each<[attempt: number, chance: number, waitMs: number]>([
  [1, 1, 100],
  [2, 1, 200],
  [3, 1, 400],
  [7, 1, 6_400],
  [8, 1, 10_000],
  [5_000, 1, 10_000],
  [1, 0, 10],
  [8, 0.5, 5_500],
])('before repeat %i, with chance %f: %i ms', (attempt, chance, waitMs) => {
  expect(retryDelayMs(attempt, plan, () => chance)).toBe(waitMs);
});

test('the plan of the daemons goes from 100 ms to 10 s', () => {
  expect(defaultRetryPlan).toEqual(plan);
});
