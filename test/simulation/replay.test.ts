import { expect, it } from 'vitest';
import { drawPlan } from './draw-plan.ts';
import { simulate } from './simulation.ts';

it.each([4, 7, 11])('seed %i replays exactly', async (seed) => {
  const first = await simulate(drawPlan(seed));
  const second = await simulate(drawPlan(seed));
  expect(second.hash).toBe(first.hash);
  expect(second.evidence.entries).toEqual(first.evidence.entries);
  expect(second.durationMs).toBe(first.durationMs);
});

it('another seed is another run', async () => {
  expect((await simulate(drawPlan(12))).hash).not.toBe((await simulate(drawPlan(13))).hash);
});
