import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Delivery, type DeliveryLimits } from '../../../src/flow/deliver.ts';
import { SinkError } from '../../../src/flow/seams.ts';
import { type Fate, type Script, ScriptedSink, storeAll } from '../../fakes/scripted-sink.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const roomy: DeliveryLimits = {
  batchItemsMax: 100,
  batchBytesMax: 1_000,
  lingerMs: 0,
  callsMax: 1,
  pendingBytesMax: 10_000,
};

/** Items are their own size in bytes. */
function setUp(limits: Partial<DeliveryLimits> = {}, script: Script<number> = storeAll, latencyMs = 10) {
  const clock = new VirtualClock();
  const sink = new ScriptedSink<number>(clock, script, () => latencyMs);
  const settled: number[] = [];
  const refused: number[] = [];
  const waits: number[] = [];
  const abort = new AbortController();
  let keepRefused: () => Promise<void> = async () => {};
  const delivery = new Delivery<number>({
    sink,
    sizeOf: (item) => item,
    limits: { ...roomy, ...limits },
    events: {
      settled: (item) => settled.push(item),
      refused: async (item) => {
        refused.push(item);
        await keepRefused();
      },
      retrying: (_items, _failure, waitMs) => waits.push(waitMs),
    },
    clock,
    random: () => 1,
    signal: abort.signal,
  });
  const onRefused = (keep: () => Promise<void>) => {
    keepRefused = keep;
  };
  return { clock, sink, settled, refused, waits, abort, delivery, onRefused };
}

/** Whether a promise is done, without waiting for it. */
function watch(promise: Promise<unknown>): { state: 'pending' | 'resolved' | 'rejected'; error?: unknown } {
  const watched: ReturnType<typeof watch> = { state: 'pending' };
  promise.then(
    () => Object.assign(watched, { state: 'resolved' }),
    (error: unknown) => Object.assign(watched, { state: 'rejected', error }),
  );
  return watched;
}

async function pushAll(delivery: Delivery<number>, items: readonly number[]): Promise<void> {
  for (const item of items) await delivery.push(item);
}

describe('a batch', () => {
  test.each<[string, Partial<DeliveryLimits>, number[], number[][]]>([
    ['holds as many items as a call may', { batchItemsMax: 2, lingerMs: 50 }, [1, 2, 3], [[1, 2], [3]]],
    ['holds as many bytes as a call may', { batchBytesMax: 10, lingerMs: 50 }, [4, 5, 6], [[4, 5], [6]]],
    ['is one item that is larger than a call', { batchBytesMax: 10, lingerMs: 50 }, [40, 1], [[40], [1]]],
    ['gathers for its linger', { lingerMs: 50 }, [1, 2, 3], [[1, 2, 3]]],
    ['goes at once without linger, and the others together', {}, [1, 2, 3], [[1], [2, 3]]],
  ])('%s', async (_name, limits, items, batches) => {
    const { clock, sink, delivery, settled } = setUp(limits);
    await pushAll(delivery, items);
    await clock.runUntilIdle();
    expect(sink.batches).toEqual(batches);
    expect(settled.toSorted()).toEqual(items.toSorted());
  });

  test('waits no longer than its linger, and a full one not at all', async () => {
    const { clock, sink, delivery } = setUp({ lingerMs: 50, batchItemsMax: 2, callsMax: 2 });
    await pushAll(delivery, [1, 2]);
    expect(sink.batches).toEqual([[1, 2]]);
    await clock.advance(20);
    await pushAll(delivery, [3]);
    await clock.advance(49);
    expect(sink.batches).toHaveLength(1);
    await clock.advance(1);
    expect(sink.batches).toEqual([[1, 2], [3]]);
  });

  test('of few bytes waits a while after the one before, one of many does not', async () => {
    const { clock, sink, delivery } = setUp({ companyBytes: 10, callsMax: 4 });
    await pushAll(delivery, [1, 2, 3]);
    expect(sink.batches).toEqual([[1]]);
    await clock.advance(99);
    expect(sink.batches).toHaveLength(1);
    await clock.advance(1);
    expect(sink.batches).toEqual([[1], [2, 3]]);
    await pushAll(delivery, [4, 6]);
    expect(sink.batches.at(-1)).toEqual([4, 6]);
    await clock.advance(100);
    await pushAll(delivery, [5]); // A trickle.
    expect(sink.batches.at(-1)).toEqual([5]);
  });

  test('waits no longer than its linger where the clock is set back', async () => {
    const { clock, sink, delivery } = setUp({ lingerMs: 50 });
    await delivery.push(1);
    clock.setBack(3_600_000);
    await delivery.push(2);
    await clock.advance(50);
    expect(sink.batches.flat()).toEqual([1, 2]);
  });
});

describe('pending bytes', () => {
  test('at their limit block push, and release it when an item is settled', async () => {
    const { clock, delivery } = setUp({ pendingBytesMax: 10, lingerMs: 1_000 });
    await pushAll(delivery, [6, 4]);
    const third = watch(delivery.push(1));
    await clock.advance(5); // Who waits for room is no reason to linger: the call is under way.
    expect([third.state, delivery.pendingBytes]).toEqual(['pending', 10]);
    await clock.advance(5);
    expect([third.state, delivery.pendingBytes]).toEqual(['resolved', 1]);
  });

  test('let a single item pass that is larger than all of them', async () => {
    const { clock, delivery, settled } = setUp({ pendingBytesMax: 10 });
    const large = watch(delivery.push(100));
    const next = watch(delivery.push(1));
    await clock.advance(1);
    expect([large.state, next.state]).toEqual(['resolved', 'pending']);
    await clock.runUntilIdle();
    expect(settled).toEqual([100, 1]);
  });

  test('stay within the limit with many pushers', async () => {
    const { clock, delivery, settled } = setUp({ pendingBytesMax: 10, callsMax: 3 });
    let most = 0;
    const pushes = Array.from({ length: 100 }, async () => {
      await delivery.push(3);
      most = Math.max(most, delivery.pendingBytes);
    });
    await clock.runUntilIdle();
    await Promise.all(pushes);
    expect([settled.length, most]).toEqual([100, 9]);
  });
});

test('never more calls under way than allowed, and not fewer where there is work', async () => {
  const { clock, sink, delivery } = setUp({ callsMax: 3, batchItemsMax: 1 });
  await pushAll(delivery, [1, 2, 3, 4, 5, 6, 7]);
  await clock.runUntilIdle();
  expect([sink.callsUnderWayMax, sink.batches.length]).toEqual([3, 7]);
  expect(clock.nowMs() - (sink.startedMs[0] ?? 0)).toBe(30);
});

describe('failures', () => {
  test('only failed items are repeated, and with progress the wait does not grow', async () => {
    const fates: Fate[][] = [['stored', 'retry', 'retry'], ['retry', 'stored'], ['stored']];
    const { clock, sink, delivery, waits, settled } = setUp(
      { lingerMs: 1 },
      (_, call) => fates[call - 1] ?? [],
    );
    await pushAll(delivery, [1, 2, 3]);
    await clock.runUntilIdle();
    expect(sink.batches).toEqual([[1, 2, 3], [2, 3], [2]]);
    expect(waits).toEqual([100, 100]);
    expect(settled).toEqual([1, 3, 2]);
  });

  test('a thrown SinkError repeats all of the batch, with growing waits', async () => {
    const { clock, sink, delivery, waits } = setUp({ lingerMs: 1 }, (batch, call) => {
      if (call < 10) throw new SinkError('denied', 'no');
      return storeAll(batch);
    });
    await pushAll(delivery, [1, 2]);
    await clock.runUntilIdle();
    expect(sink.batches).toEqual(Array.from({ length: 10 }, () => [1, 2]));
    expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  test('anything else ends it: push and close tell, and nothing more is sent', async () => {
    const { clock, sink, delivery, settled } = setUp(
      { batchItemsMax: 1, pendingBytesMax: 6, callsMax: 2 },
      (batch) => {
        if (batch.includes(2)) throw new TypeError('a bug');
        throw new SinkError('unreachable', 'for ever');
      },
    );
    await pushAll(delivery, [1, 2, 3]);
    const blocked = watch(delivery.push(4));
    await clock.advance(10);
    expect(blocked).toMatchObject({ state: 'rejected', error: new TypeError('a bug') });
    await expect(delivery.push(5)).rejects.toThrow('a bug');
    const closing = watch(delivery.close()); // Though a call waits to try again: it would do so for ever.
    await clock.advance(1);
    expect(closing).toMatchObject({ state: 'rejected', error: new TypeError('a bug') });
    await clock.runUntilIdle();
    expect([sink.batches, settled]).toEqual([[[1], [2]], []]);
  });

  test('a sink that does not answer for each item once is a bug', async () => {
    for (const stored of [[0], [0, 0], [0, 2], [0, 1, 1]]) {
      const { clock, sink, delivery } = setUp({ lingerMs: 1 });
      sink.write = async () => ({ stored, retry: [], refused: [] });
      await pushAll(delivery, [1, 2]);
      await clock.runUntilIdle();
      await expect(delivery.close()).rejects.toThrow(RangeError);
    }
  });
});

describe('refused items', () => {
  test('are settled once they are kept, and hold up nothing that was stored', async () => {
    const limits = { lingerMs: 1, pendingBytesMax: 3 };
    const { clock, delivery, settled, refused, onRefused } = setUp(limits, () => ['refused', 'stored']);
    const kept = Promise.withResolvers<void>();
    onRefused(() => kept.promise);
    await pushAll(delivery, [1, 2]);
    const next = watch(delivery.push(2));
    await clock.runUntilIdle();
    expect([refused, settled, next.state, delivery.pendingBytes]).toEqual([[1], [2], 'resolved', 3]);
    onRefused(async () => {});
    kept.resolve();
    const closing = delivery.close();
    await clock.runUntilIdle();
    await closing;
    expect([settled, delivery.pendingBytes]).toEqual([[2, 1, 2], 0]);
  });

  test('that cannot be kept end the delivery', async () => {
    const { clock, delivery, settled, onRefused } = setUp({}, () => ['refused']);
    onRefused(() => Promise.reject(new Error('disk full')));
    await delivery.push(1);
    await clock.runUntilIdle();
    await expect(delivery.close()).rejects.toThrow('disk full');
    expect(settled).toEqual([]);
  });
});

describe('close', () => {
  test('sends what lingers, and resolves when all is settled', async () => {
    const { clock, delivery, settled } = setUp({ lingerMs: 60_000, batchItemsMax: 2 });
    await pushAll(delivery, [1]);
    const closing = watch(delivery.close());
    await clock.advance(9);
    expect(closing.state).toBe('pending');
    await clock.advance(1);
    expect([closing.state, settled]).toEqual(['resolved', [1]]);
  });

  test('of an empty delivery resolves at once', async () => {
    await setUp().delivery.close();
  });
});

describe('abort', () => {
  test('unblocks push and close, and leaves what is under way unsettled', async () => {
    const { clock, sink, abort, delivery, settled } = setUp({ pendingBytesMax: 2 }, () => ['retry', 'retry']);
    await pushAll(delivery, [1, 1]);
    const push = watch(delivery.push(1));
    const closing = watch(delivery.close());
    await clock.advance(50);
    abort.abort();
    await clock.advance(0);
    expect([push.state, closing.state, settled]).toEqual(['resolved', 'resolved', []]);
    const calls = sink.batches.length;
    await delivery.push(1);
    await clock.runUntilIdle();
    expect([sink.batches.length, clock.sleepers]).toEqual([calls, 0]);
  });

  test('unblocks push though a sink does not listen to it', async () => {
    const { clock, sink, abort, delivery } = setUp({ pendingBytesMax: 2 });
    sink.write = () => new Promise(() => {});
    await delivery.push(2);
    const push = watch(delivery.push(1));
    await clock.advance(0);
    expect(push.state).toBe('pending');
    abort.abort();
    await clock.advance(0);
    expect(push.state).toBe('resolved');
  });

  test('leaves no listeners on the signal, however much was sent', async () => {
    const { clock, abort, delivery } = setUp({ callsMax: 4, batchItemsMax: 1, pendingBytesMax: 20 });
    const listenersBefore = getEventListeners(abort.signal, 'abort').length;
    const pushing = pushAll(
      delivery,
      Array.from({ length: 500 }, () => 1),
    );
    await clock.runUntilIdle();
    await pushing;
    await delivery.close();
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(listenersBefore);
  });
});
