import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShardFilter } from '@aws-sdk/client-kinesis';
import type { Behaviour } from './behaviour.ts';
import type { Context } from './context.ts';
import { splitInTwo } from './family.ts';
import { putText } from './records.ts';
import { invalidInput, refused } from './refusal.ts';

/** The times before and after a split are as far apart from it. */
const apartMs = 1_100;

export const shardFilterBehaviours: readonly Behaviour[] = [
  {
    name: 'without a filter all shards are listed, open and closed, and FROM_TRIM_HORIZON says the same',
    source: 'ListShards: ShardFilter',
    async run(context) {
      const { name, all } = await splitShards(context);
      assert.deepEqual(await listed(context, name), all);
      assert.deepEqual(await listed(context, name, { Type: 'FROM_TRIM_HORIZON' }), all);
    },
  },
  {
    name: 'AT_LATEST lists the open shards',
    source: 'ShardFilter: Type',
    async run(context) {
      const { name, children } = await splitShards(context);
      assert.deepEqual(await listed(context, name, { Type: 'AT_LATEST' }), children);
    },
  },
  {
    name: 'AT_TRIM_HORIZON lists the shards that were open at the oldest record',
    source: 'ShardFilter: Type',
    async run(context) {
      const { name, parent } = await splitShards(context);
      assert.deepEqual(await listed(context, name, { Type: 'AT_TRIM_HORIZON' }), [parent]);
    },
  },
  {
    name: 'AFTER_SHARD_ID lists the shards behind that one',
    source: 'ShardFilter: Type',
    async run(context) {
      const { name, parent, children } = await splitShards(context);
      assert.deepEqual(await listed(context, name, { Type: 'AFTER_SHARD_ID', ShardId: parent }), children);
    },
  },
  {
    name: 'AT_TIMESTAMP lists the shards that were open at that time',
    source: 'ShardFilter: Type',
    async run(context) {
      const { name, parent, children, before, after } = await splitShards(context);
      assert.deepEqual(await listed(context, name, { Type: 'AT_TIMESTAMP', Timestamp: before }), [parent]);
      assert.deepEqual(await listed(context, name, { Type: 'AT_TIMESTAMP', Timestamp: after }), children);
    },
  },
  {
    name: 'FROM_TIMESTAMP lists the shards that are open, or were closed at that time or later',
    source: 'ShardFilter: Type',
    async run(context) {
      const { name, all, children, before, after } = await splitShards(context);
      assert.deepEqual(await listed(context, name, { Type: 'FROM_TIMESTAMP', Timestamp: before }), all);
      assert.deepEqual(await listed(context, name, { Type: 'FROM_TIMESTAMP', Timestamp: after }), children);
    },
  },
  {
    name: 'a filter keeps from page to page',
    source: 'ListShards: NextToken',
    async run(context) {
      const { name, children } = await splitShards(context);
      const ShardFilter = { Type: 'AT_LATEST' } as const;
      const first = await context.kinesis.listShards({ StreamName: name, ShardFilter, MaxResults: 1 });
      assert.ok(first.NextToken !== undefined, 'there are more, and there is no NextToken');
      const second = await context.kinesis.listShards({ NextToken: first.NextToken });
      const ids = [...(first.Shards ?? []), ...(second.Shards ?? [])].map(({ ShardId }) => ShardId);
      assert.deepEqual(ids.toSorted(), children);
    },
  },
  {
    name: 'a filter by shard or time is refused without the shard or the time',
    source: 'ListShards: ShardFilter',
    async run(context) {
      const { name } = await context.stream();
      for (const Type of ['AFTER_SHARD_ID', 'AT_TIMESTAMP', 'FROM_TIMESTAMP'] as const) {
        await refused(context.kinesis.listShards({ StreamName: name, ShardFilter: { Type } }), invalidInput);
      }
    },
  },
];

/** A split stream, and times before and after the split by the engine's clock. */
async function splitShards(context: Context) {
  const stream = await context.stream();
  const before = await timeOfRecord(context, stream.name, 0n);
  await sleep(apartMs);
  const { name, parent, lower, upper } = await splitInTwo(context, stream);
  await sleep(apartMs);
  const after = await timeOfRecord(context, name, 0n);
  const ids = [parent, lower, upper].map(({ ShardId = '' }) => ShardId);
  const [first = '', ...children] = ids;
  return { name, parent: first, children: children.toSorted(), all: ids.toSorted(), before, after };
}

async function timeOfRecord(context: Context, name: string, hashKey: bigint): Promise<Date> {
  const { shardId } = await putText(context, name, 'text', hashKey);
  const [record] = await context.read(name, shardId, 1);
  return record?.ApproximateArrivalTimestamp ?? assert.fail('a record without time');
}

async function listed(context: Context, name: string, filter?: ShardFilter): Promise<string[]> {
  const ShardFilter = filter === undefined ? {} : { ShardFilter: filter };
  const { Shards = [] } = await context.kinesis.listShards({ StreamName: name, ...ShardFilter });
  return Shards.map(({ ShardId = '' }) => ShardId).toSorted();
}
