import type { ShardFilter } from '@aws-sdk/client-kinesis';
import { describe, expect, test } from 'vitest';
import type { OutputOf } from '../../../../src/local-stream/core/operations.ts';
import { hourMs, LocalCore, secondMs, shardId, streamName } from '../../../fakes/local-core.ts';

const named = { StreamName: streamName };

describe('ListStreams', () => {
  const core = new LocalCore();
  for (const StreamName of ['d', 'b', 'a', 'c', 'e'])
    core.call('CreateStream', { StreamName, ShardCount: 1 });

  test.each<[what: string, input: object, names: readonly string[], hasMore: boolean]>([
    ['all, in order', {}, ['a', 'b', 'c', 'd', 'e'], false],
    ['a page', { Limit: 2 }, ['a', 'b'], true],
    ['after a name', { ExclusiveStartStreamName: 'b' }, ['c', 'd', 'e'], false],
    ['after a name nobody has', { ExclusiveStartStreamName: 'bb', Limit: 3 }, ['c', 'd', 'e'], false],
  ])('%s', (_what, input, names, hasMore) => {
    core.nowMs += secondMs;
    const { StreamNames, HasMoreStreams, StreamSummaries, NextToken } = core.call('ListStreams', input);
    expect([StreamNames, HasMoreStreams]).toEqual([names, hasMore]);
    expect(StreamSummaries?.map(({ StreamName }) => StreamName)).toEqual(names);
    expect(NextToken !== undefined).toBe(hasMore);
  });

  test('its token goes on, for 300 seconds', () => {
    core.nowMs += secondMs;
    const { NextToken } = core.call('ListStreams', { Limit: 3 });
    core.nowMs += 300_000;
    expect(core.call('ListStreams', { NextToken }).StreamNames).toEqual(['d', 'e']);
    core.nowMs += 1;
    expect(core.refusal('ListStreams', { NextToken })).toBe('ExpiredNextTokenException');
  });
});

describe('DescribeStream', () => {
  test('gives 100 shards at most, and goes on after the last', () => {
    const core = LocalCore.withStream(150);
    const first = core.call('DescribeStream', { ...named, Limit: 10_000 }).StreamDescription;
    expect([first?.Shards?.length, first?.HasMoreShards]).toEqual([100, true]);
    const rest = core.call('DescribeStream', {
      ...named,
      ExclusiveStartShardId: shardId(99),
    }).StreamDescription;
    expect([rest?.Shards?.length, rest?.HasMoreShards]).toEqual([50, false]);
    expect(rest?.Shards?.[0]?.ShardId).toBe(shardId(100));
  });
});

test('the summary counts open shards: none while CREATING, then those that are not closed', () => {
  const core = new LocalCore({ changeMs: 500 });
  const count = () => core.call('DescribeStreamSummary', named).StreamDescriptionSummary?.OpenShardCount;
  core.call('CreateStream', { ...named, ShardCount: 2 });
  expect(count()).toBe(0);
  core.nowMs += 500;
  expect(count()).toBe(2);
  core.call('MergeShards', { ...named, ShardToMerge: shardId(0), AdjacentShardToMerge: shardId(1) });
  core.nowMs += 500;
  expect(count()).toBe(1);
});

test('DescribeLimits counts the open shards and the streams in ON_DEMAND mode', () => {
  const core = LocalCore.withStream(3);
  core.call('CreateStream', { StreamName: 'other', StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
  expect(core.call('DescribeLimits', {})).toMatchObject({ OpenShardCount: 7, OnDemandStreamCount: 1 });
});

describe('ListShards', () => {
  /** Shard 0 from 0 h; split at 2 h into 1 and 2; those merged at 4 h into 3. */
  function reshardedAt2And4Hours(): LocalCore {
    const core = LocalCore.withStream(1);
    core.nowMs += 2 * hourMs;
    core.call('SplitShard', { ...named, ShardToSplit: shardId(0), NewStartingHashKey: '500' });
    core.nowMs += 2 * hourMs;
    core.call('MergeShards', { ...named, ShardToMerge: shardId(1), AdjacentShardToMerge: shardId(2) });
    core.nowMs += hourMs;
    return core;
  }

  const hoursAgo = (core: LocalCore, hours: number) => new Date(core.nowMs - hours * hourMs);

  test.each<[what: string, filter: (core: LocalCore) => ShardFilter | undefined, shards: readonly number[]]>([
    ['no filter', () => undefined, [0, 1, 2, 3]],
    ['FROM_TRIM_HORIZON', () => ({ Type: 'FROM_TRIM_HORIZON' }), [0, 1, 2, 3]],
    ['AT_TRIM_HORIZON', () => ({ Type: 'AT_TRIM_HORIZON' }), [0]],
    ['AT_LATEST', () => ({ Type: 'AT_LATEST' }), [3]],
    ['AFTER_SHARD_ID', () => ({ Type: 'AFTER_SHARD_ID', ShardId: shardId(1) }), [2, 3]],
    ['AT_TIMESTAMP in the first time', (core) => at(hoursAgo(core, 4)), [0]],
    ['AT_TIMESTAMP in the second', (core) => at(hoursAgo(core, 2)), [1, 2]],
    ['AT_TIMESTAMP now', (core) => at(hoursAgo(core, 0)), [3]],
    ['AT_TIMESTAMP at the split: both sides of it', (core) => at(hoursAgo(core, 3)), [0, 1, 2]],
    ['AT_TIMESTAMP before the stream was made', (core) => at(hoursAgo(core, 90)), [0]],
    ['FROM_TIMESTAMP in the second time', (core) => from(hoursAgo(core, 2)), [1, 2, 3]],
    ['FROM_TIMESTAMP before the stream was made', (core) => from(hoursAgo(core, 90)), [0, 1, 2, 3]],
  ])('%s', (_what, filter, shards) => {
    const core = reshardedAt2And4Hours();
    const ShardFilter = filter(core);
    expect(core.shards({ ShardFilter }).map(({ id }) => id)).toEqual(shards.map(shardId));
    const byPages: string[] = [];
    for (let input: object | undefined = { ...named, ShardFilter }; input !== undefined; ) {
      const page: OutputOf<'ListShards'> = core.call('ListShards', { ...input, MaxResults: 1 });
      byPages.push(...(page.Shards ?? []).map(({ ShardId }) => ShardId ?? ''));
      input = page.NextToken === undefined ? undefined : { NextToken: page.NextToken };
    }
    expect(byPages).toEqual(shards.map(shardId));
  });

  test.each<[what: string, input: object, refusal: string]>([
    ['AT_TIMESTAMP without a time', { ShardFilter: { Type: 'AT_TIMESTAMP' } }, 'InvalidArgumentException'],
    [
      'FROM_TIMESTAMP without a time',
      { ShardFilter: { Type: 'FROM_TIMESTAMP' } },
      'InvalidArgumentException',
    ],
    [
      'AFTER_SHARD_ID without a shard',
      { ShardFilter: { Type: 'AFTER_SHARD_ID' } },
      'InvalidArgumentException',
    ],
  ])('%s is refused', (_what, input, refusal) => {
    expect(LocalCore.withStream(1).refusal('ListShards', { ...named, ...input })).toBe(refusal);
  });

  test.each<[what: string, input: object]>([
    ['the name', named],
    ['a shard to begin after', { ExclusiveStartShardId: shardId(0) }],
    ['a filter', { ShardFilter: { Type: 'AT_LATEST' } }],
    ['the creation time', { StreamCreationTimestamp: new Date(0) }],
  ])('a token and %s exclude each other', (_what, input) => {
    const core = LocalCore.withStream(2);
    const { NextToken } = core.call('ListShards', { ...named, MaxResults: 1 });
    expect(core.refusal('ListShards', { NextToken, ...input })).toBe('InvalidArgumentException');
  });

  test('its token lives 300 seconds, and as long as its stream', () => {
    const core = LocalCore.withStream(3);
    const { NextToken } = core.call('ListShards', { ...named, MaxResults: 1 });
    core.nowMs += 300_000;
    expect(core.call('ListShards', { NextToken }).Shards).toHaveLength(2);
    core.nowMs += 1;
    expect(core.refusal('ListShards', { NextToken })).toBe('ExpiredNextTokenException');
    const fresh = core.call('ListShards', { ...named, MaxResults: 1 });
    core.call('DeleteStream', named);
    expect(core.refusal('ListShards', { NextToken: fresh.NextToken })).toBe('ResourceNotFoundException');
  });

  test('a closed shard has an ending sequence number, at or behind its last record; an open one has none', () => {
    const core = LocalCore.withStream(1);
    const last = core.put(['one', 'two']).at(-1) ?? '';
    expect(core.shards().map(({ endNumber }) => endNumber)).toEqual([undefined]);
    core.call('SplitShard', { ...named, ShardToSplit: shardId(0), NewStartingHashKey: '500' });
    const [parent, ...children] = core.shards();
    expect(BigInt(parent?.endNumber ?? 0)).toBeGreaterThan(BigInt(last));
    for (const child of children) {
      expect(child.endNumber).toBeUndefined();
      expect(BigInt(child.startNumber)).toBeGreaterThan(BigInt(parent?.endNumber ?? 0));
    }
  });
});

function at(Timestamp: Date): ShardFilter {
  return { Type: 'AT_TIMESTAMP', Timestamp };
}

function from(Timestamp: Date): ShardFilter {
  return { Type: 'FROM_TIMESTAMP', Timestamp };
}
