import assert from 'node:assert/strict';
import type { _Record, ChildShard, Shard } from '@aws-sdk/client-kinesis';
import type { Context, TestStream } from './context.ts';
import { inOrder, isOpen, middleOf } from './hash-ranges.ts';

/** A shard that was split in the middle. */
export interface SplitFamily extends TestStream {
  /** As it was before. */
  readonly parent: Shard;
  readonly lower: Shard;
  readonly upper: Shard;
}

/** Two shards that were merged. */
export interface MergedFamily extends TestStream {
  readonly parents: readonly [Shard, Shard];
  readonly child: Shard;
}

/** Splits the only open shard of a stream, and waits until that is done. */
export async function splitInTwo(context: Context, stream: TestStream): Promise<SplitFamily> {
  const [parent = assert.fail('no open shard')] = await openShards(context, stream);
  const NewStartingHashKey = String(middleOf(parent));
  const split = { StreamName: stream.name, ShardToSplit: parent.ShardId, NewStartingHashKey };
  await context.kinesis.splitShard(split);
  const [lower = assert.fail(), upper = assert.fail()] = await openShardsBut(context, stream, [parent], 2);
  return { ...stream, parent, lower, upper };
}

/** A new stream of two shards that were merged to one. */
export async function mergeTwo(context: Context): Promise<MergedFamily> {
  const stream = await context.stream({ ShardCount: 2 });
  const [first = assert.fail(), second = assert.fail()] = await openShards(context, stream);
  await context.kinesis.mergeShards({
    StreamName: stream.name,
    ...{ ShardToMerge: first.ShardId, AdjacentShardToMerge: second.ShardId },
  });
  const [child = assert.fail()] = await openShardsBut(context, stream, [first, second], 1);
  return { ...stream, parents: [first, second], child };
}

/** Waits until the stream is ACTIVE with that many open shards, none of which is one of those. */
export function openShardsBut(
  context: Context,
  { name, arn }: TestStream,
  former: readonly Shard[],
  count: number,
): Promise<Shard[]> {
  const formerIds = former.map(({ ShardId }) => ShardId);
  return context.eventually(`${count} new open shards in ${name}`, async () => {
    if ((await context.summary(name)).StreamStatus !== 'ACTIVE') return undefined;
    const open = await openShards(context, { name, arn });
    const isNew = open.length === count && open.every(({ ShardId }) => !formerIds.includes(ShardId));
    return isNew ? open : undefined;
  });
}

/** In the order of their hash keys. */
export async function openShards(context: Context, { name }: TestStream): Promise<Shard[]> {
  return inOrder((await context.shards(name)).filter(isOpen));
}

/** Reads a closed shard until there is no next iterator; the children are those that the last answer names. */
export async function readToEnd(context: Context, name: string, shardId = '') {
  const records: _Record[] = [];
  let iterator = await context.iterator(name, shardId);
  const children = await context.eventually(`the end of ${shardId}`, async () => {
    const answer = await context.kinesis.getRecords({ ShardIterator: iterator });
    records.push(...(answer.Records ?? []));
    const named: readonly ChildShard[] = answer.ChildShards ?? [];
    if (answer.NextShardIterator === undefined) return inOrder(named);
    assert.deepEqual(named, [], 'children are named before the end');
    iterator = answer.NextShardIterator;
    return undefined;
  });
  return { records, children };
}
