import { describe, expect, test } from 'vitest';
import { evenRanges } from '../../../../src/local-stream/core/hash-ranges.ts';
import type { OperationName } from '../../../../src/local-stream/core/operations.ts';
import { hashKeyMax } from '../../../../src/shard/hash-key.ts';
import {
  half,
  hourMs,
  LocalCore,
  secondMs,
  shardId,
  streamArn,
  streamName,
} from '../../../fakes/local-core.ts';

const named = { StreamName: streamName };
const uniform = { ...named, ScalingType: 'UNIFORM_SCALING' } as const;

describe('SplitShard', () => {
  test.each<[what: string, key: bigint, refusal: string]>([
    ['one behind the start', half + 1n, 'InvalidArgumentException'],
    ['two behind the start', half + 2n, 'none'],
    ['the start', half, 'InvalidArgumentException'],
    ['one before the end', hashKeyMax - 1n, 'none'],
    ['the end', hashKeyMax, 'InvalidArgumentException'],
    ['of another shard', 5n, 'InvalidArgumentException'],
    ['of no shard', hashKeyMax + 1n, 'InvalidArgumentException'],
  ])('at %s', (_what, key, refusal) => {
    const input = { ...named, ShardToSplit: shardId(1), NewStartingHashKey: String(key) };
    expect(LocalCore.withStream(2).refusal('SplitShard', input)).toBe(refusal);
  });

  test('closes the parent; its children have its range, and name it', () => {
    const core = LocalCore.withStream(1);
    core.call('SplitShard', { ...named, ShardToSplit: shardId(0), NewStartingHashKey: '500' });
    expect(core.openShards().map(({ id, parents, start, end }) => [id, parents, start, end])).toEqual([
      [shardId(1), [shardId(0)], 0n, 499n],
      [shardId(2), [shardId(0)], 500n, hashKeyMax],
    ]);
  });

  test.each<[shard: string, refusal: string]>([
    [shardId(0), 'InvalidArgumentException'],
    [shardId(9), 'ResourceNotFoundException'],
  ])('of %s, which is not open: %s', (ShardToSplit, refusal) => {
    const core = LocalCore.withStream(1);
    core.call('SplitShard', { ...named, ShardToSplit: shardId(0), NewStartingHashKey: '500' });
    expect(core.refusal('SplitShard', { ...named, ShardToSplit, NewStartingHashKey: '100' })).toBe(refusal);
  });

  test('is refused where the account has all the shards it may have', () => {
    const core = LocalCore.withStream(1);
    core.call('CreateStream', { StreamName: 'large', ShardCount: 19_999 });
    const input = { ...named, ShardToSplit: shardId(0), NewStartingHashKey: '500' };
    expect(core.refusal('SplitShard', input)).toBe('LimitExceededException');
  });
});

describe('MergeShards', () => {
  test.each<[what: string, merged: readonly [number, number], refusal: string]>([
    ['a shard and the one above', [1, 2], 'none'],
    ['a shard and the one below', [2, 1], 'none'],
    ['two with one between', [0, 2], 'InvalidArgumentException'],
    ['a shard and itself', [1, 1], 'InvalidArgumentException'],
    ['one that is not there', [1, 9], 'ResourceNotFoundException'],
  ])('%s', (_what, [first, second], refusal) => {
    const input = { ...named, ShardToMerge: shardId(first), AdjacentShardToMerge: shardId(second) };
    expect(LocalCore.withStream(4).refusal('MergeShards', input)).toBe(refusal);
  });

  test('closes both; the child has their range, and names them as they were named', () => {
    const core = LocalCore.withStream(2);
    core.call('MergeShards', { ...named, ShardToMerge: shardId(1), AdjacentShardToMerge: shardId(0) });
    expect(core.openShards().map(({ id, parents, start, end }) => [id, parents, start, end])).toEqual([
      [shardId(2), [shardId(1), shardId(0)], 0n, hashKeyMax],
    ]);
  });
});

describe('UpdateShardCount', () => {
  test.each<[current: number, target: number, refusal: string]>([
    [4, 8, 'none'],
    [4, 9, 'LimitExceededException'],
    [4, 2, 'none'],
    [4, 1, 'LimitExceededException'],
    [5, 3, 'none'],
    [5, 2, 'LimitExceededException'],
    [4, 4, 'InvalidArgumentException'],
    [6_000, 10_000, 'none'],
    [6_000, 10_001, 'LimitExceededException'],
  ])('from %i to %i: %s', (current, TargetShardCount, refusal) => {
    const core = LocalCore.withStream(current, { changeMs: secondMs });
    expect(core.refusal('UpdateShardCount', { ...uniform, TargetShardCount })).toBe(refusal);
  });

  test.each<[current: number, target: number]>([
    [1, 2],
    [2, 1],
    [4, 3],
    [3, 4],
    [4, 5],
    [7, 11],
    [100, 150],
    [100, 57],
  ])('from %i to %i makes even shards by splits and merges of two', (current, target) => {
    const core = LocalCore.withStream(current);
    const output = core.call('UpdateShardCount', { ...uniform, TargetShardCount: target });
    expect(output).toMatchObject({
      CurrentShardCount: current,
      TargetShardCount: target,
      StreamARN: streamArn,
    });
    const open = core.openShards().toSorted((left, right) => (left.start < right.start ? -1 : 1));
    expect(open.map(({ start, end }) => ({ start, end }))).toEqual(evenRanges(target));
    for (const { parents } of core.shards().slice(current)) expect([1, 2]).toContain(parents.length);
  });

  test('is refused where the account has all the shards it may have', () => {
    const core = LocalCore.withStream(2);
    core.call('CreateStream', { StreamName: 'large', ShardCount: 19_998 });
    const scale = (TargetShardCount: number) =>
      core.refusal('UpdateShardCount', { ...uniform, TargetShardCount });
    expect([scale(3), scale(1)]).toEqual(['LimitExceededException', 'none']);
  });

  test('ten times in any 24 hours; what is refused for another reason does not count', () => {
    const core = LocalCore.withStream(2);
    const scale = () => {
      const TargetShardCount = core.openShards().length === 2 ? 3 : 2;
      return core.refusal('UpdateShardCount', { ...uniform, TargetShardCount });
    };
    for (let scaling = 0; scaling < 10; scaling += 1) {
      core.nowMs += hourMs;
      expect(scale()).toBe('none');
      expect(core.refusal('UpdateShardCount', { ...uniform, TargetShardCount: 99 })).toBe(
        'LimitExceededException',
      );
    }
    core.nowMs += 15 * hourMs - 1; // 24 hours after the first, but for a millisecond.
    core.restart();
    expect(scale()).toBe('LimitExceededException');
    core.nowMs += 1;
    expect([scale(), scale()]).toEqual(['none', 'LimitExceededException']);
  });
});

test.each<[operation: OperationName, input: object]>([
  ['SplitShard', { ShardToSplit: shardId(0), NewStartingHashKey: '500' }],
  ['MergeShards', { ShardToMerge: shardId(0), AdjacentShardToMerge: shardId(1) }],
  ['UpdateShardCount', { TargetShardCount: 3, ScalingType: 'UNIFORM_SCALING' }],
])('%s is for streams in PROVISIONED mode', (operation, input) => {
  const core = LocalCore.withStream(2);
  core.call('UpdateStreamMode', { StreamARN: streamArn, StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
  expect(core.refusal(operation, { ...named, ...input })).toBe('ValidationException');
});

test('until a change is done records go to the shards before, and afterwards to those after it', () => {
  const core = LocalCore.withStream(1, { changeMs: 500 });
  core.call('SplitShard', { ...named, ShardToSplit: shardId(0), NewStartingHashKey: String(half) });
  const put = () =>
    core.call('PutRecord', { ...named, Data: Buffer.of(1), PartitionKey: 'k', ExplicitHashKey: '0' });
  core.nowMs += 499;
  expect(put().ShardId).toBe(shardId(0));
  core.nowMs += 1;
  expect(put().ShardId).toBe(shardId(1));
});
