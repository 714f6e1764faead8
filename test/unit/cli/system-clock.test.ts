import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/cli/system-clock.ts';

test('sleeps as long as it is told', async () => {
  const beforeMs = systemClock.nowMs();
  await systemClock.sleep(30);
  expect(systemClock.nowMs() - beforeMs).toBeGreaterThanOrEqual(28);
});

test('an aborted signal lets nobody sleep', async () => {
  await systemClock.sleep(60_000, AbortSignal.abort());
  const abort = new AbortController();
  const sleeping = systemClock.sleep(60_000, abort.signal);
  abort.abort();
  await sleeping;
});

test('a thousand sleeps leave no listener on the signal', async () => {
  const { signal } = new AbortController();
  for (let count = 0; count < 1_000; count += 1) await systemClock.sleep(0, signal);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
