import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour.ts';
import type { Context, TestStream } from './context.ts';
import { openShards, openShardsBut } from './family.ts';
import { assertCover, assertEven, isOpen } from './hash-ranges.ts';
import { putText, texts } from './records.ts';
import { refused } from './refusal.ts';

/** What is out of bounds: the reference gives the bounds, and both errors without saying which. */
const outOfBounds = ['LimitExceededException', 'InvalidArgumentException', 'ValidationException'];

export const scaleBehaviours: readonly Behaviour[] = [
  ...(
    [
      [2, 4],
      [4, 2],
      [2, 3],
    ] as const
  ).map(
    ([from, to]): Behaviour => ({
      name: `UpdateShardCount from ${from} to ${to} gives ${to} even shards, which cover the key space`,
      source: 'UpdateShardCount: ScalingType',
      async run(context) {
        const stream = await context.stream({ ShardCount: from });
        const former = await context.shards(stream.name);
        await scaleTo(context, stream, to);
        const isDone = () => openShardsOnly(context, stream, to);
        const open = await context.eventually(`${to} open shards`, isDone);
        assertCover(open);
        assertEven(open);
        assert.equal((await context.summary(stream.name)).OpenShardCount, to);
        const all = await context.shards(stream.name);
        for (const { ShardId } of former)
          assert.ok(
            all.some((shard) => shard.ShardId === ShardId),
            `${ShardId} is gone`,
          );
      },
    }),
  ),
  {
    name: 'UpdateShardCount answers with the present and the future number of shards',
    source: 'UpdateShardCount: Response Elements',
    async run(context) {
      const stream = await context.stream({ ShardCount: 2 });
      const answer = await scaleTo(context, stream, 4);
      assert.equal(answer.StreamName, stream.name);
      assert.equal(answer.CurrentShardCount, 2);
      assert.equal(answer.TargetShardCount, 4);
    },
  },
  {
    name: 'the shards that UpdateShardCount makes lead back to those that were there, which keep their records',
    source: 'UpdateShardCount: Description',
    async run(context) {
      const stream = await context.stream({ ShardCount: 2 });
      const former = await openShards(context, stream);
      await putText(context, stream.name, 'before', 0n);
      await scaleTo(context, stream, 4);
      await openShardsBut(context, stream, former, 4);
      const all = await context.shards(stream.name);
      for (const shard of all.filter(isOpen)) {
        const parents = all.filter(({ ShardId }) => ShardId === shard.ParentShardId);
        assert.equal(parents.length, 1, `shard ${shard.ShardId} has parent ${shard.ParentShardId}`);
      }
      assert.deepEqual(texts(await context.read(stream.name, former[0]?.ShardId ?? '', 1)), ['before']);
    },
  },
  {
    name: 'UpdateShardCount to more than double is refused',
    source: 'UpdateShardCount: TargetShardCount',
    async run(context) {
      const stream = await context.stream({ ShardCount: 2 });
      await refused(scaleTo(context, stream, 5), outOfBounds);
    },
  },
  {
    name: 'UpdateShardCount to less than half is refused',
    source: 'UpdateShardCount: TargetShardCount',
    async run(context) {
      const stream = await context.stream({ ShardCount: 4 });
      await refused(scaleTo(context, stream, 1), outOfBounds);
    },
  },
];

function scaleTo({ kinesis }: Context, { name }: TestStream, TargetShardCount: number) {
  return kinesis.updateShardCount({ StreamName: name, TargetShardCount, ScalingType: 'UNIFORM_SCALING' });
}

/** The open shards, once the stream is ACTIVE and has so many. */
async function openShardsOnly(context: Context, stream: TestStream, count: number) {
  if ((await context.summary(stream.name)).StreamStatus !== 'ACTIVE') return undefined;
  const open = await openShards(context, stream);
  return open.length === count ? open : undefined;
}
