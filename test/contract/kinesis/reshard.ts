import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour.ts';
import { mergeTwo, openShards, readToEnd, splitInTwo } from './family.ts';
import { assertCover, hashKeyMax, isOpen, middleOf, rangeOf } from './hash-ranges.ts';
import { putText, putTexts, texts } from './records.ts';
import { refused } from './refusal.ts';

export const reshardBehaviours: readonly Behaviour[] = [
  {
    name: 'a split closes the shard and opens two children, which share its range at the given key',
    source: 'SplitShard: NewStartingHashKey',
    async run(context) {
      const { name, parent, lower, upper } = await splitInTwo(context, await context.stream());
      assertCover([lower, upper]);
      assert.equal(rangeOf(upper).start, middleOf(parent));
      const shards = await context.shards(name);
      assert.equal(shards.length, 3);
      assert.deepEqual(
        shards.filter((shard) => !isOpen(shard)).map(({ ShardId }) => ShardId),
        [parent.ShardId],
      );
    },
  },
  {
    name: 'the children of a split name it as their parent, and no adjacent one',
    source: 'Shard: ParentShardId',
    async run(context) {
      const { parent, lower, upper } = await splitInTwo(context, await context.stream());
      for (const child of [lower, upper]) {
        assert.equal(child.ParentShardId, parent.ShardId);
        assert.equal(child.AdjacentParentShardId ?? undefined, undefined);
      }
    },
  },
  {
    name: 'after a split records go to the children by their hash key',
    source: 'SplitShard: NewStartingHashKey',
    async run(context) {
      const { name, lower, upper } = await splitInTwo(context, await context.stream());
      for (const child of [lower, upper]) {
        const { start, end } = rangeOf(child);
        assert.equal((await putText(context, name, 'text', start)).shardId, child.ShardId);
        assert.equal((await putText(context, name, 'text', end)).shardId, child.ShardId);
      }
    },
  },
  {
    name: 'what was put before a split is read from the parent, what is put afterwards from the child',
    source: 'GetShardIterator: Description',
    async run(context) {
      const stream = await context.stream();
      await putText(context, stream.name, 'before', 0n);
      const { name, parent, lower } = await splitInTwo(context, stream);
      await putText(context, name, 'after', 0n);
      assert.deepEqual(texts(await context.read(name, parent.ShardId ?? '', 1)), ['before']);
      assert.deepEqual(texts(await context.read(name, lower.ShardId ?? '', 1)), ['after']);
    },
  },
  {
    name: 'a split at a key outside of the shard is refused',
    source: 'SplitShard: NewStartingHashKey',
    async run(context) {
      const stream = await context.stream({ ShardCount: 2 });
      const [lower] = await openShards(context, stream);
      const split = {
        StreamName: stream.name,
        ShardToSplit: lower?.ShardId,
        NewStartingHashKey: String(hashKeyMax),
      };
      await refused(context.kinesis.splitShard(split), ['InvalidArgumentException']);
    },
  },
  {
    name: 'a split of a shard that is not there is ResourceNotFoundException, of a closed one InvalidArgumentException',
    source: 'SplitShard: Errors',
    async run(context) {
      const { name, parent } = await splitInTwo(context, await context.stream());
      const key = { StreamName: name, NewStartingHashKey: String(middleOf(parent)) };
      const unknown = context.kinesis.splitShard({ ...key, ShardToSplit: 'shardId-000000000099' });
      await refused(unknown, ['ResourceNotFoundException']);
      // The reference does not say under which name; AWS does (github.com/mhart/kinesalite/issues/109).
      const again = context.kinesis.splitShard({ ...key, ShardToSplit: parent.ShardId });
      await refused(again, ['InvalidArgumentException']);
    },
  },
  {
    name: 'a merge closes both shards and opens one child with both ranges, which names both as its parents',
    source: 'MergeShards: Description',
    async run(context) {
      const { name, parents, child } = await mergeTwo(context);
      assertCover([child]);
      const closed = (await context.shards(name))
        .filter((shard) => !isOpen(shard))
        .map(({ ShardId }) => ShardId);
      const parentIds = parents.map(({ ShardId }) => ShardId);
      assert.deepEqual(closed.toSorted(), parentIds.toSorted());
      assert.deepEqual([child.ParentShardId, child.AdjacentParentShardId].toSorted(), parentIds.toSorted());
      assert.equal((await putText(context, name, 'text', 0n)).shardId, child.ShardId);
      assert.equal((await putText(context, name, 'text', hashKeyMax)).shardId, child.ShardId);
    },
  },
  {
    name: 'a merge of shards that are not adjacent is refused',
    source: 'MergeShards: Description',
    async run(context) {
      const stream = await context.stream({ ShardCount: 3 });
      const [first, , third] = await openShards(context, stream);
      const merge = { ShardToMerge: first?.ShardId, AdjacentShardToMerge: third?.ShardId };
      await refused(context.kinesis.mergeShards({ StreamName: stream.name, ...merge }), [
        'InvalidArgumentException',
      ]);
    },
  },
  {
    name: 'of two changes to the shards at once the second is refused with ResourceInUseException',
    source: 'MergeShards: Description',
    async run(context) {
      const { name, arn } = await context.stream({ ShardCount: 2 });
      const splits = (await openShards(context, { name, arn })).map((shard) =>
        context.kinesis.splitShard({
          ...{ StreamName: name, ShardToSplit: shard.ShardId, NewStartingHashKey: String(middleOf(shard)) },
        }),
      );
      const outcomes = await Promise.allSettled(splits);
      const refusals = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason.name] : [],
      );
      assert.deepEqual(refusals, ['ResourceInUseException']);
    },
  },
  {
    name: 'records are put and read while the stream is UPDATING',
    source: 'SplitShard: Description',
    async run(context) {
      const stream = await context.stream();
      const put = Array.from({ length: 40 }, (_, index) => `text ${index}`);
      const [family] = await Promise.all([
        splitInTwo(context, stream),
        putTexts(context, stream.name, put, 0n),
      ]);
      await putText(context, stream.name, 'last', 0n);
      const { records } = await readToEnd(context, family.name, family.parent.ShardId);
      const rest = await context.read(
        family.name,
        family.lower.ShardId ?? '',
        put.length + 1 - records.length,
      );
      assert.deepEqual(texts([...records, ...rest]), [...put, 'last']);
    },
  },
];
