import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour.ts';
import { burstOf } from './burst.ts';
import { heavyShardOf } from './heavy-shard.ts';
import { mebibyte } from './records.ts';

const throttled = 'ProvisionedThroughputExceededException';

export const throughputBehaviours: readonly Behaviour[] = [
  {
    name: 'of 3,000 records at once a shard takes what it has room for and refuses the others one by one',
    source: 'PutRecords: Description',
    async run(context) {
      const { results, stored, read } = (await burstOf(context)).busy;
      assert.ok(stored.length >= 1_000, `only ${stored.length} records were taken`);
      const outcomes = new Set(results.map(({ ErrorCode }) => ErrorCode));
      assert.deepEqual(outcomes, new Set([undefined, throttled]));
      assert.deepEqual(read.toSorted(), stored.toSorted());
    },
  },
  {
    name: 'a record that is refused for the rate is told with its stream and its shard',
    source: 'PutRecordsResultEntry: ErrorMessage',
    async run(context) {
      const { stream, busy } = await burstOf(context);
      const refusals = busy.results.filter(({ ErrorCode }) => ErrorCode !== undefined);
      assert.ok(refusals.length > 0, 'no record was refused');
      for (const { ErrorMessage = '', SequenceNumber } of refusals) {
        assert.equal(SequenceNumber ?? undefined, undefined);
        assert.ok(ErrorMessage.includes(stream) && ErrorMessage.includes('shardId-'), ErrorMessage);
      }
    },
  },
  {
    name: 'a shard that has no room left does not hinder its neighbour',
    source: 'PutRecords: Description',
    async run(context) {
      const { busy, quiet } = await burstOf(context);
      assert.ok(
        busy.results.some(({ ErrorCode }) => ErrorCode === throttled),
        'no record was refused',
      );
      const refused = quiet.results.filter(({ ErrorCode }) => ErrorCode !== undefined);
      assert.deepEqual(refused, []);
      assert.deepEqual(quiet.read.toSorted(), quiet.stored.toSorted());
    },
  },
  {
    name: 'a shard takes 1 MiB a second; what is beyond is refused with ProvisionedThroughputExceededException',
    source: 'PutRecord: Description',
    async run(context) {
      const { puts } = await heavyShardOf(context);
      assert.deepEqual(new Set(puts), new Set(['done', throttled]));
    },
  },
  {
    name: 'a shard gives 2 MiB a second; after 3 MiB GetRecords is refused',
    source: 'CreateStream: Description',
    async run(context) {
      const { readBeyondRate } = await heavyShardOf(context);
      assert.equal(readBeyondRate, throttled);
    },
  },
  {
    name: 'an answer of GetRecords has at most 10 MiB, and the next one goes on',
    source: 'GetRecords: Description',
    async run(context) {
      const { answers, bytesPut } = await heavyShardOf(context);
      for (const bytes of answers) assert.ok(bytes <= 10 * mebibyte, `an answer of ${bytes} bytes`);
      const sum = answers.reduce((total, bytes) => total + bytes, 0);
      assert.equal(sum, bytesPut);
    },
  },
  {
    name: 'after an answer of that size GetRecords is refused for five seconds',
    source: 'GetRecords: Description',
    async run(context) {
      const { readsInPause } = await heavyShardOf(context);
      assert.deepEqual(readsInPause, [throttled, throttled]);
    },
  },
  {
    name: 'a shard answers five GetRecords a second',
    source: 'GetRecords: Description',
    async run(context) {
      const { name } = await context.stream();
      const ShardIterator = await context.iterator(name, await context.shardId(name));
      const calls = Array.from({ length: 20 }, () => context.impatient.getRecords({ ShardIterator }));
      await assertSomeThrottled(calls, 5);
    },
  },
  {
    name: 'a shard gives out five iterators a second',
    source: 'GetShardIterator: Description',
    async run(context) {
      const { name } = await context.stream();
      const shard = { StreamName: name, ShardId: await context.shardId(name) };
      const latest = { ...shard, ShardIteratorType: 'LATEST' } as const;
      const calls = Array.from({ length: 20 }, () => context.impatient.getShardIterator(latest));
      await assertSomeThrottled(calls, 5);
    },
  },
];

/** That at least so many calls were answered, and at least one was refused for the rate. */
async function assertSomeThrottled(calls: readonly Promise<unknown>[], answeredMin: number): Promise<void> {
  const outcomes = await Promise.allSettled(calls);
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  assert.deepEqual([...new Set(refusals.map(({ name }) => name))], [throttled]);
  assert.ok(
    calls.length - refusals.length >= answeredMin,
    `only ${calls.length - refusals.length} were answered`,
  );
}
