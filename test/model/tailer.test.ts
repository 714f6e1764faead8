import { expect, test } from 'vitest';
import { runStory } from './tailer-model.ts';

/** `node test/model/run.ts --sequences 10000` runs them all. */
const sequences = 300;

test(`${sequences} random stories of a log: what could be read is delivered, what is acknowledged does not come again`, {
  timeout: 120_000,
}, async () => {
  let delivered = 0;
  for (let seed = 1; seed <= sequences; seed += 1) delivered += (await runStory(seed)).delivered;
  expect(delivered).toBeGreaterThan(sequences * 20);
});
