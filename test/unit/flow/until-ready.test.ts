import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { SinkError, type SinkErrorCode } from '../../../src/flow/seams.ts';
import { untilReady } from '../../../src/flow/until-ready.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

function setUp(attempt: (count: number) => Promise<string>) {
  const clock = new VirtualClock();
  const abort = new AbortController();
  const waits: number[] = [];
  let attempts = 0;
  const waiting = (_error: SinkError, waitMs: number) => void waits.push(waitMs);
  const options = { clock, random: () => 1, signal: abort.signal, waiting };
  const start = () => untilReady(() => attempt(++attempts), options);
  return { clock, abort, waits, start };
}

describe('what passes', () => {
  test.each<SinkErrorCode>(['unreachable', 'throttled', 'unavailable'])(
    '%s: is tried again',
    async (code) => {
      const { clock, waits, start } = setUp(async (count) => {
        if (count < 4) throw new SinkError(code, 'not yet');
        return 'ready';
      });
      const ready = start();
      await clock.runUntilIdle();
      expect([await ready, waits]).toEqual(['ready', [100, 200, 400]]);
    },
  );
});

describe('what does not pass', () => {
  test.each<[string, Error]>([
    ['denied', new SinkError('denied', 'no')],
    ['missing', new SinkError('missing', 'no')],
    ['invalid', new SinkError('invalid', 'no')],
    ['a bug', new TypeError('no')],
  ])('%s: fails at once', async (_name, error) => {
    const { start, waits } = setUp(() => Promise.reject(error));
    await expect(start()).rejects.toBe(error);
    expect(waits).toEqual([]);
  });
});

test('a stop ends the wait, and leaves no listener', async () => {
  const { clock, abort, start } = setUp(() => Promise.reject(new SinkError('unreachable', 'no')));
  const ready = start();
  await clock.advance(10_000);
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1);
  abort.abort();
  expect(await ready).toBeUndefined();
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
});

test('an attempt that the stop broke off is no error', async () => {
  const { abort, start } = setUp(async () => {
    abort.abort();
    throw new TypeError('broken off');
  });
  expect(await start()).toBeUndefined();
});
