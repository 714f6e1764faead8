import { expect, it } from 'vitest';
import { drawPlan } from './draw-plan.ts';
import { simulate } from './simulation.ts';
import { failureOf } from './summary.ts';

/** A slice of what `npm run simulate -- --seeds N` runs. */
const seeds = Array.from({ length: 100 }, (_, index) => index + 1);

it.each(seeds)('all that is sent arrives once: seed %i', async (seed) => {
  const outcome = await simulate(drawPlan(seed));
  expect(outcome.violations.length === 0 ? '' : failureOf(outcome).join('\n')).toBe('');
});
