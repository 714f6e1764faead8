import { describe, expect, test } from 'vitest';
import {
  half,
  hourMs,
  LocalCore,
  secondMs,
  shardId,
  streamName,
  textsOf,
} from '../../../fakes/local-core.ts';

const named = { StreamName: streamName };

/** A shard with a record, split an hour later; each child gets one record then. */
function splitAfterAnHour(): LocalCore {
  const core = LocalCore.withStream(1);
  core.put(['of the parent']);
  core.nowMs += hourMs;
  core.call('SplitShard', { ...named, ShardToSplit: shardId(0), NewStartingHashKey: String(half) });
  core.put(['of the lower child']);
  core.put(['of the upper child'], half);
  return core;
}

describe('a closed shard', () => {
  test('is listed and read until the retention after its closing is over, and is gone then', () => {
    const core = splitAfterAnHour();
    const closedMs = core.nowMs;
    core.nowMs = closedMs + 22 * hourMs;
    expect(textsOf(core.read())).toEqual(['of the parent']);
    core.nowMs = closedMs + 24 * hourMs;
    expect(core.shards().map(({ id }) => id)).toEqual([0, 1, 2].map(shardId));
    expect(textsOf(core.read())).toEqual([]);
    core.nowMs += secondMs;
    expect(core.shards().map(({ id }) => id)).toEqual([1, 2].map(shardId));
    const asked = { ...named, ShardId: shardId(0), ShardIteratorType: 'TRIM_HORIZON' } as const;
    expect(core.refusal('GetShardIterator', asked)).toBe('ResourceNotFoundException');
  });

  test('that went does not come back after a restart; its children name it still, and keep their records', () => {
    const core = splitAfterAnHour();
    core.nowMs += 23 * hourMs;
    core.put(['later']);
    core.nowMs += hourMs + secondMs;
    core.shards();
    core.restart();
    expect(core.shards().map(({ id, parents }) => [id, parents])).toEqual([
      [shardId(1), [shardId(0)]],
      [shardId(2), [shardId(0)]],
    ]);
    expect(textsOf(core.read({ ShardId: shardId(1) }))).toEqual(['later']);
  });

  test('that went leaves nothing in the storage', () => {
    const core = splitAfterAnHour();
    const { StreamId = '' } = core.call('DescribeStreamSummary', named).StreamDescriptionSummary ?? {};
    core.nowMs += 24 * hourMs + secondMs;
    core.shards();
    expect(core.storage.load()?.streams[0]?.shards.map((shard) => shard.shardId)).toEqual(
      [1, 2].map(shardId),
    );
    expect(core.storage.openLog(StreamId, shardId(0)).end).toBe(0);
  });

  test('an iterator into one that went: ResourceNotFoundException', () => {
    const core = splitAfterAnHour();
    core.nowMs += 24 * hourMs;
    const ShardIterator = core.iterator();
    core.nowMs += secondMs;
    expect(core.refusal('GetRecords', { ShardIterator })).toBe('ResourceNotFoundException');
  });
});

test('an open shard stays, however old it and its records are', () => {
  const core = LocalCore.withStream(2);
  core.put(['old']);
  core.nowMs += 8_760 * hourMs;
  expect(core.shards()).toHaveLength(2);
  const [number = ''] = core.put(['new']);
  expect(core.read().Records?.map(({ SequenceNumber }) => SequenceNumber)).toEqual([number]);
});

test('the ids of shards are never used twice, not even of those that are gone', () => {
  const core = LocalCore.withStream(1);
  for (let round = 0; round < 3; round += 1) {
    const [only] = core.openShards();
    core.call('SplitShard', { ...named, ShardToSplit: only?.id, NewStartingHashKey: '500' });
    const [lower, upper] = core.openShards();
    core.call('MergeShards', { ...named, ShardToMerge: lower?.id, AdjacentShardToMerge: upper?.id });
    core.nowMs += 25 * hourMs;
  }
  expect(core.shards().map(({ id }) => id)).toEqual([shardId(9)]);
});
