import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../../src/record/checkpoint.ts';
import { firstCheckpoints, readableShards, type ShardLineage } from '../../../src/shard/lineage.ts';

const shard = (shardId: string, parentShardIds: string[] = [], isOpen = true): ShardLineage => ({
  shardId,
  parentShardIds,
  isOpen,
});
const ended: Checkpoint = { kind: 'shardEnd' };
const inside: Checkpoint = { kind: 'sequence', sequenceNumber: '1' };

/** A split of `a` into `b` and `c`, which were merged into `d`. */
const family = [
  shard('a', [], false),
  shard('b', ['a'], false),
  shard('c', ['a'], false),
  shard('d', ['b', 'c']),
];

describe('readableShards', () => {
  test.each<[string, ShardLineage[], Record<string, Checkpoint>, string[]]>([
    ['parents first', family, {}, ['a']],
    ['a parent that is being read is not done', family, { a: inside }, ['a']],
    ['both children of a split', family, { a: ended }, ['b', 'c']],
    ['a merge waits for both', family, { a: ended, b: ended }, ['c']],
    ['a merge goes on after both', family, { a: ended, b: ended, c: ended }, ['d']],
    ['nothing after the end', family, { a: ended, b: ended, c: ended, d: ended }, []],
    ['a parent that is not listed any more is done', family.slice(1), {}, ['b', 'c']],
    ['a merge with one parent gone', [shard('c'), shard('d', ['b', 'c'])], {}, ['c']],
    ['shards without parents', [shard('a'), shard('b')], { a: inside }, ['a', 'b']],
    ['in whatever order they are listed', family.toReversed(), { a: ended }, ['c', 'b']],
  ])('%s', (_name, shards, checkpoints, expected) => {
    expect(readableShards(shards, (shardId) => checkpoints[shardId])).toEqual(expected);
  });
});

describe('firstCheckpoints', () => {
  test('trimHorizon begins with the oldest record of every shard', () => {
    expect(firstCheckpoints(family, 'trimHorizon', 5).map(({ checkpoint }) => checkpoint)).toEqual(
      family.map(() => ({ kind: 'trimHorizon' })),
    );
  });

  test('latest pins the moment in open shards, and leaves out closed ones', () => {
    expect(firstCheckpoints(family, 'latest', 5)).toEqual([
      { shardId: 'a', checkpoint: ended },
      { shardId: 'b', checkpoint: ended },
      { shardId: 'c', checkpoint: ended },
      { shardId: 'd', checkpoint: { kind: 'timestamp', timeMs: 5 } },
    ]);
  });

  test('after latest the open shards are readable at once', () => {
    const stored = new Map(
      firstCheckpoints(family, 'latest', 5).map(({ shardId, checkpoint }) => [shardId, checkpoint]),
    );
    expect(readableShards(family, (shardId) => stored.get(shardId))).toEqual(['d']);
  });
});
