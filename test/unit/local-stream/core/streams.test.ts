import { describe, expect, test } from 'vitest';
import type { InputOf } from '../../../../src/local-stream/core/operations.ts';
import { hourMs, LocalCore, secondMs, shardId, streamArn, streamName } from '../../../fakes/local-core.ts';

const create = { StreamName: streamName, ShardCount: 2 };

describe('a new stream', () => {
  test('is CREATING, then ACTIVE; until then it has no shards, and is neither written nor read', () => {
    const core = new LocalCore({ changeMs: 500 });
    core.call('CreateStream', create);
    const { StreamDescription } = core.call('DescribeStream', { ...create, Limit: 1 });
    expect(StreamDescription).toMatchObject({ StreamStatus: 'CREATING', Shards: [], HasMoreShards: false });
    expect(core.refusal('ListShards', create)).toBe('ResourceInUseException');
    expect(core.refusal('PutRecord', { ...create, Data: Buffer.of(1), PartitionKey: 'k' })).toBe(
      'ResourceNotFoundException',
    );
    core.nowMs += 499;
    expect(core.status()).toBe('CREATING');
    core.nowMs += 1;
    expect(core.status()).toBe('ACTIVE');
    expect(core.shards()).toHaveLength(2);
  });

  test.each<[what: string, input: Partial<InputOf<'CreateStream'>>, refusal: string]>([
    ['without a shard count', { ShardCount: undefined }, 'InvalidArgumentException'],
    [
      'ON_DEMAND with a shard count',
      { StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
      'InvalidArgumentException',
    ],
    ['with more shards than the account may have', { ShardCount: 20_001 }, 'LimitExceededException'],
    ['with 51 tags', { Tags: tags(51) }, 'InvalidArgumentException'],
    ['with 50 tags', { Tags: tags(50) }, 'none'],
    ['ON_DEMAND', { ShardCount: undefined, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }, 'none'],
  ])('%s', (_what, input, refusal) => {
    expect(new LocalCore().refusal('CreateStream', { ...create, ...input })).toBe(refusal);
  });

  test('has the tags, the record size and the mode it was made with', () => {
    const core = new LocalCore();
    core.call('CreateStream', {
      StreamName: streamName,
      ShardCount: 1,
      Tags: { team: 'a' },
      MaxRecordSizeInKiB: 2_048,
    });
    const { StreamDescriptionSummary } = core.call('DescribeStreamSummary', create);
    expect(StreamDescriptionSummary).toMatchObject({
      ...{ StreamARN: streamArn, StreamModeDetails: { StreamMode: 'PROVISIONED' } },
      ...{ RetentionPeriodHours: 24, MaxRecordSizeInKiB: 2_048, EncryptionType: 'NONE' },
    });
    expect(core.call('ListTagsForStream', create).Tags).toEqual([{ Key: 'team', Value: 'a' }]);
  });

  test('a name is taken until its stream is gone', () => {
    const core = new LocalCore({ changeMs: 500 });
    core.call('CreateStream', create);
    expect(core.refusal('CreateStream', create)).toBe('ResourceInUseException');
    core.nowMs += 500;
    core.call('DeleteStream', create);
    core.nowMs += 499;
    expect(core.refusal('CreateStream', create)).toBe('ResourceInUseException');
    core.nowMs += 1;
    expect(core.refusal('CreateStream', create)).toBe('none');
  });

  test('a sixth one while five are CREATING is refused', () => {
    const core = new LocalCore({ changeMs: secondMs });
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const StreamName of names.slice(0, 5)) core.call('CreateStream', { StreamName, ShardCount: 1 });
    core.nowMs += 999;
    expect(core.refusal('CreateStream', { StreamName: 'f', ShardCount: 1 })).toBe('LimitExceededException');
    core.nowMs += 1;
    expect(core.refusal('CreateStream', { StreamName: 'f', ShardCount: 1 })).toBe('none');
  });

  test('a record put into one of several streams made at once is there after the retention is looked at', () => {
    const core = new LocalCore();
    for (const StreamName of ['a', 'b', streamName]) core.call('CreateStream', { StreamName, ShardCount: 1 });
    core.put(['early']);
    core.nowMs += hourMs;
    expect(core.read().Records).toHaveLength(1);
  });
});

describe('a deleted stream', () => {
  test('is DELETING, takes no records, and is gone afterwards with all it had', () => {
    const core = LocalCore.withStream(1, { changeMs: 500 });
    core.put(['text']);
    const iterator = core.iterator();
    core.call('DeleteStream', create);
    expect(core.status()).toBe('DELETING');
    expect(core.refusal('PutRecord', { ...create, Data: Buffer.of(1), PartitionKey: 'k' })).toBe(
      'ResourceNotFoundException',
    );
    core.nowMs += 500;
    expect(core.refusal('DescribeStreamSummary', create)).toBe('ResourceNotFoundException');
    expect(core.refusal('GetRecords', { ShardIterator: iterator })).toBe('ResourceNotFoundException');
    expect(core.call('ListStreams', {}).StreamNames).toEqual([]);
  });

  test('deleting it again does not put off the end', () => {
    const core = LocalCore.withStream(1, { changeMs: 500 });
    core.call('DeleteStream', create);
    core.nowMs += 400;
    expect(core.refusal('DeleteStream', create)).toBe('none');
    core.nowMs += 100;
    expect(core.refusal('DeleteStream', create)).toBe('ResourceNotFoundException');
  });

  test('leaves nothing in the storage', () => {
    const core = LocalCore.withStream(1);
    core.put(['text']);
    const { StreamId = '' } = core.call('DescribeStreamSummary', create).StreamDescriptionSummary ?? {};
    core.call('DeleteStream', create);
    core.call('ListStreams', {});
    expect(core.storage.load()?.streams).toEqual([]);
    expect(core.storage.openLog(StreamId, shardId(0)).end).toBe(0);
  });

  test('with consumers is refused, unless they are to go too', () => {
    const core = LocalCore.withStream(1);
    core.call('RegisterStreamConsumer', { StreamARN: streamArn, ConsumerName: 'reader' });
    expect(core.refusal('DeleteStream', create)).toBe('ResourceInUseException');
    expect(core.refusal('DeleteStream', { ...create, EnforceConsumerDeletion: true })).toBe('none');
  });

  test('one of the same name has other iterators and sequence numbers, even when it is made in the same millisecond', () => {
    const core = LocalCore.withStream(1);
    const [earlier = ''] = core.put(['earlier']);
    const iterator = core.iterator();
    core.call('DeleteStream', create);
    core.call('CreateStream', { StreamName: streamName, ShardCount: 1 });
    const [again = ''] = core.put(['again']);
    expect(BigInt(again)).toBeGreaterThan(BigInt(earlier));
    expect(core.refusal('GetRecords', { ShardIterator: iterator })).toBe('ResourceNotFoundException');
    const at = {
      ...{ StreamName: streamName, ShardId: shardId(0) },
      StartingSequenceNumber: earlier,
    };
    expect(core.refusal('GetShardIterator', { ...at, ShardIteratorType: 'AT_SEQUENCE_NUMBER' })).toBe(
      'InvalidArgumentException',
    );
  });

  test('with shards that are younger than the millisecond they were made in is followed by a younger one', () => {
    const core = LocalCore.withStream(4);
    core.call('UpdateShardCount', {
      StreamName: streamName,
      TargetShardCount: 3,
      ScalingType: 'UNIFORM_SCALING',
    });
    const earlier = core.shards().map(({ startNumber }) => BigInt(startNumber));
    core.call('DeleteStream', create);
    core.call('CreateStream', create);
    for (const { startNumber } of core.shards())
      for (const number of earlier) expect(BigInt(startNumber)).toBeGreaterThan(number);
  });

  test('and made again in the very millisecond of its birth it is still another one', () => {
    const core = new LocalCore();
    core.call('CreateStream', { StreamName: streamName, ShardCount: 1 });
    const [earlier] = core.put(['earlier']);
    core.call('DeleteStream', create);
    core.call('CreateStream', { StreamName: streamName, ShardCount: 1 });
    expect(core.put(['again'])).not.toEqual([earlier]);
  });
});

function tags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, 'value']));
}
