import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour.ts';
import { mergeTwo, readToEnd, splitInTwo } from './family.ts';
import { putText, putTexts, texts } from './records.ts';

export const closedShardBehaviours: readonly Behaviour[] = [
  {
    name: 'a closed shard is read to its end, where there is no next iterator',
    source: 'GetRecords: NextShardIterator',
    async run(context) {
      const stream = await context.stream();
      await putTexts(context, stream.name, ['one', 'two']);
      const { name, parent } = await splitInTwo(context, stream);
      const { records } = await readToEnd(context, name, parent.ShardId);
      assert.deepEqual(texts(records), ['one', 'two']);
    },
  },
  {
    name: 'the end of a split shard names both children, with their parent and their ranges',
    source: 'GetRecords: ChildShards',
    async run(context) {
      const { name, parent, lower, upper } = await splitInTwo(context, await context.stream());
      const { children } = await readToEnd(context, name, parent.ShardId);
      const wanted = [lower, upper].map(({ ShardId, HashKeyRange }) => {
        return { ShardId, ParentShards: [parent.ShardId], HashKeyRange };
      });
      assert.deepEqual(children, wanted);
    },
  },
  {
    name: 'the ends of two merged shards name the same child, with both parents',
    source: 'GetRecords: ChildShards',
    async run(context) {
      const { name, parents, child } = await mergeTwo(context);
      for (const { ShardId } of parents) {
        const { children } = await readToEnd(context, name, ShardId);
        assert.deepEqual(
          children.map((named) => named.ShardId),
          [child.ShardId],
        );
        const named = children[0]?.ParentShards ?? [];
        assert.deepEqual(named.toSorted(), parents.map((parent) => parent.ShardId).toSorted());
      }
    },
  },
  {
    name: 'LATEST of a closed shard is its end',
    source: 'GetShardIterator: Description',
    async run(context) {
      const stream = await context.stream();
      await putText(context, stream.name, 'before');
      const { name, parent } = await splitInTwo(context, stream);
      const latest = { ShardIteratorType: 'LATEST' } as const;
      await context.read(name, parent.ShardId ?? '', 0, latest);
    },
  },
];
