import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/demo/random.ts';
import { Delivery } from '../../../src/flow/deliver.ts';
import { SinkError } from '../../../src/flow/seams.ts';
import { type Fate, ScriptedSink } from '../../fakes/scripted-sink.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const schedule = fc.record({
  seed: fc.nat(),
  pushers: fc.integer({ min: 1, max: 5 }),
  itemsPerPusher: fc.integer({ min: 0, max: 15 }),
  batchItemsMax: fc.integer({ min: 1, max: 6 }),
  batchBytesMax: fc.integer({ min: 1, max: 60 }),
  lingerMs: fc.constantFrom(0, 0, 5, 1_000),
  callsMax: fc.integer({ min: 1, max: 4 }),
  pendingBytesMax: fc.integer({ min: 1, max: 80 }),
  failureRate: fc.constantFrom(0, 0.1, 0.5),
  abortAfterMs: fc.option(fc.integer({ min: 0, max: 2_000 }), { nil: undefined }),
});
type Schedule = typeof schedule extends fc.Arbitrary<infer Value> ? Value : never;

interface Item {
  readonly bytes: number;
}

/** Runs one schedule to its end and checks on the way what must always hold. */
async function check(plan: Schedule): Promise<void> {
  const { pushers, itemsPerPusher, failureRate, abortAfterMs, ...limits } = plan;
  const random = seededRandom(plan.seed);
  const clock = new VirtualClock();
  const abort = new AbortController();
  const failedBefore = new Map<Item, boolean>();
  const sentTwice: Item[] = [];
  const settled: Item[] = [];
  const pushed: Item[] = [];
  const fate = (): Fate => (random() < failureRate ? (random() < 0.2 ? 'refused' : 'retry') : 'stored');
  const script = (batch: readonly Item[]) => {
    const throws = random() < failureRate / 4;
    const fates = batch.map(fate);
    for (const [index, item] of batch.entries()) {
      if (failedBefore.get(item) === false) sentTwice.push(item);
      failedBefore.set(item, throws || fates[index] === 'retry');
    }
    if (throws) throw new SinkError('unavailable', 'the script says so');
    return fates;
  };
  const latencyMs = () => (random() < 0.3 ? 0 : Math.floor(random() * 40));
  const sink = new ScriptedSink<Item>(clock, script, latencyMs);
  const delivery = new Delivery<Item>({
    sink,
    sizeOf: ({ bytes }) => bytes,
    limits,
    events: {
      settled: (item) => settled.push(item),
      refused: () => clock.sleep(random() < 0.5 ? 0 : 3),
      retrying: () => {},
    },
    clock,
    random,
    signal: abort.signal,
  });
  const push = async () => {
    for (let count = 0; count < itemsPerPusher; count += 1) {
      if (random() < 0.3) await clock.sleep(Math.floor(random() * 20));
      const item = { bytes: Math.floor(random() * 20) };
      await delivery.push(item);
      if (abort.signal.aborted) return;
      pushed.push(item);
      if (delivery.pendingBytes > Math.max(limits.pendingBytesMax, 20))
        throw new Error('too many bytes pending');
    }
  };
  const work = Promise.all(Array.from({ length: pushers }, push)).then(() => delivery.close());
  let isDone = false;
  const done = work.then(() => {
    isDone = true;
  });
  if (abortAfterMs !== undefined) {
    await clock.advance(abortAfterMs);
    abort.abort();
  }
  await clock.runUntilIdle();
  if (!isDone) throw new Error(`stuck with ${delivery.pendingBytes} bytes pending`);
  await done;
  const sent = sink.batches;
  expect(sentTwice).toEqual([]);
  expect(new Set(settled).size).toBe(settled.length);
  if (abortAfterMs === undefined) expect(new Set(settled)).toEqual(new Set(pushed));
  expect(sink.callsUnderWayMax).toBeLessThanOrEqual(limits.callsMax);
  expect(sent.filter(({ length }) => length > limits.batchItemsMax)).toEqual([]);
  const bytesOf = (batch: Item[]) => batch.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(sent.filter((batch) => batch.length > 1 && bytesOf(batch) > limits.batchBytesMax)).toEqual([]);
}

test('whatever fails and whenever it stops: each item settles once, nothing is stuck, no bound is broken', {
  timeout: 120_000,
}, async () => {
  await fc.assert(fc.asyncProperty(schedule, check), { numRuns: 3_000 });
});
