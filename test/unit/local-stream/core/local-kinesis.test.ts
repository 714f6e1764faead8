import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../../src/local-stream/core/faults.ts';
import { LocalKinesis } from '../../../../src/local-stream/core/local-kinesis.ts';
import type { InputOf, OperationName } from '../../../../src/local-stream/core/operations.ts';
import {
  half,
  LocalCore,
  secondMs,
  shardId,
  streamArn,
  streamName,
  textsOf,
} from '../../../fakes/local-core.ts';

const named = { StreamName: streamName };
const of = { StreamARN: streamArn };
const record = { Data: Buffer.of(1), PartitionKey: 'k' };

/** What each operation is called with: on a stream of two shards that is ACTIVE, all of them are answered. */
const inputs: { readonly [Name in OperationName]: InputOf<Name> } = {
  CreateStream: { StreamName: 'other', ShardCount: 1 },
  DeleteStream: { ...named, EnforceConsumerDeletion: true },
  ListStreams: {},
  DescribeStream: named,
  DescribeStreamSummary: named,
  DescribeLimits: {},
  ListShards: named,
  SplitShard: { ...named, ShardToSplit: shardId(0), NewStartingHashKey: '500' },
  MergeShards: { ...named, ShardToMerge: shardId(0), AdjacentShardToMerge: shardId(1) },
  UpdateShardCount: { ...named, TargetShardCount: 3, ScalingType: 'UNIFORM_SCALING' },
  IncreaseStreamRetentionPeriod: { ...named, RetentionPeriodHours: 48 },
  DecreaseStreamRetentionPeriod: { ...named, RetentionPeriodHours: 24 },
  UpdateStreamMode: { ...of, StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
  UpdateMaxRecordSize: { ...of, MaxRecordSizeInKiB: 2_048 },
  StartStreamEncryption: { ...named, EncryptionType: 'KMS', KeyId: 'key' },
  StopStreamEncryption: { ...named, EncryptionType: 'KMS', KeyId: 'key' },
  AddTagsToStream: { ...named, Tags: { team: 'a' } },
  RemoveTagsFromStream: { ...named, TagKeys: ['team'] },
  ListTagsForStream: named,
  RegisterStreamConsumer: { ...of, ConsumerName: 'new' },
  DeregisterStreamConsumer: { ...of, ConsumerName: 'reader' },
  DescribeStreamConsumer: { ...of, ConsumerName: 'reader' },
  ListStreamConsumers: of,
  PutRecord: { ...named, ...record },
  PutRecords: { ...named, Records: [record] },
  GetShardIterator: { ...named, ShardId: shardId(0), ShardIteratorType: 'LATEST' },
  GetRecords: { ShardIterator: '' },
};
const operations = Object.keys(inputs) as OperationName[]; // The keys of the table above.

/** A stream of two shards with a consumer, and a fresh iterator in the input of GetRecords. */
function ready(options: ConstructorParameters<typeof LocalCore>[0] = {}) {
  const core = LocalCore.withStream(2, options);
  core.call('RegisterStreamConsumer', { ...of, ConsumerName: 'reader' });
  core.nowMs += 100 * secondMs;
  const input = (name: OperationName) =>
    name === 'GetRecords' ? { ShardIterator: core.iterator() } : inputs[name];
  return { core, input };
}

describe('calls a second', () => {
  const perSecond: Partial<Record<OperationName, number>> = {
    ...{ CreateStream: 5, DeleteStream: 5, ListStreams: 5, DescribeStream: 10, DescribeStreamSummary: 20 },
    ...{ DescribeLimits: 1, ListShards: 1_000, SplitShard: 5, MergeShards: 5, UpdateShardCount: 10 },
    ...{ IncreaseStreamRetentionPeriod: 5, DecreaseStreamRetentionPeriod: 5, UpdateStreamMode: 5 },
    ...{ UpdateMaxRecordSize: 5, StartStreamEncryption: 5, StopStreamEncryption: 5, AddTagsToStream: 5 },
    ...{
      RemoveTagsFromStream: 5,
      ListTagsForStream: 5,
      RegisterStreamConsumer: 5,
      DeregisterStreamConsumer: 5,
    },
    ...{ DescribeStreamConsumer: 20, ListStreamConsumers: 5 },
  };

  test.each(Object.entries(perSecond) as [OperationName, number][])('%s: %i', (name, rate) => {
    const { core, input } = ready({ changeMs: 60 * secondMs });
    const call = () => core.refusal(name, input(name));
    const outcomes = Array.from({ length: rate }, call);
    expect(outcomes[0]).toBe('none');
    expect(outcomes).not.toContain('LimitExceededException');
    expect(call()).toBe('LimitExceededException');
    core.nowMs += secondMs / rate;
    expect(call()).not.toBe('LimitExceededException');
  });

  test('with limits off there are none', () => {
    const { core } = ready({ limits: 'off' });
    for (let call = 0; call < 100; call += 1) expect(core.refusal('DescribeLimits', {})).toBe('none');
  });
});

describe('faults of calls', () => {
  test.each<[rule: FaultRule, name: OperationName, refusal: string]>([
    [{ fault: 'throttleCall' }, 'PutRecords', 'ProvisionedThroughputExceededException'],
    [{ fault: 'throttleCall' }, 'GetRecords', 'ProvisionedThroughputExceededException'],
    [{ fault: 'throttleCall' }, 'DescribeStream', 'LimitExceededException'],
    [{ fault: 'internalFailure' }, 'PutRecords', 'InternalFailure'],
    [{ fault: 'unavailable' }, 'ListShards', 'ServiceUnavailable'],
    [{ fault: 'expireIterator' }, 'GetRecords', 'ExpiredIteratorException'],
    [{ fault: 'expireIterator' }, 'GetShardIterator', 'none'],
    [{ fault: 'unavailable', stream: streamName }, 'PutRecord', 'ServiceUnavailable'],
    [{ fault: 'unavailable', stream: streamName }, 'RegisterStreamConsumer', 'ServiceUnavailable'],
    [{ fault: 'unavailable', stream: streamName }, 'GetRecords', 'ServiceUnavailable'],
    [{ fault: 'unavailable', stream: 'other' }, 'GetRecords', 'none'],
    [{ fault: 'unavailable', shardId: shardId(0) }, 'GetRecords', 'ServiceUnavailable'],
    [{ fault: 'unavailable', shardId: shardId(1) }, 'GetRecords', 'none'],
    [{ fault: 'unavailable', shardId: shardId(0) }, 'GetShardIterator', 'ServiceUnavailable'],
  ])('%j of %s: %s', (rule, name, refusal) => {
    const { core, input } = ready();
    const asked = input(name);
    core.faults.replace([rule]);
    expect(core.refusal(name, asked)).toBe(refusal);
  });

  test('a call that is made to fail has done nothing', () => {
    const { core } = ready();
    core.faults.replace([{ fault: 'internalFailure', count: 3 }]);
    for (const name of ['CreateStream', 'PutRecords', 'SplitShard'] as const)
      expect(core.refusal(name, inputs[name])).toBe('InternalFailure');
    expect(core.call('ListStreams', {}).StreamNames).toEqual([streamName]);
    expect([core.status(), core.read().Records]).toEqual(['ACTIVE', []]);
  });

  test('of SubscribeToShard', () => {
    const { core } = ready({
      rules: [{ fault: 'throttleCall', operation: 'SubscribeToShard', stream: streamName }],
    });
    const ConsumerARN = `${streamArn}/consumer/reader:1`;
    const input = { ConsumerARN, ShardId: shardId(0), StartingPosition: { Type: 'LATEST' } } as const;
    expect(() => core.subscribe(input)).toThrow(expect.objectContaining({ name: 'LimitExceededException' }));
  });
});

describe('a restart', () => {
  /** All that can be asked of the streams, but for what differs with the time of asking. */
  function described(core: LocalCore): unknown {
    const names = core.call('ListStreams', {}).StreamNames ?? [];
    return names.map((StreamName) => [
      core.call('DescribeStream', { StreamName }),
      core.call('DescribeStreamSummary', { StreamName }),
      core.call('ListTagsForStream', { StreamName }),
      core.call('ListStreamConsumers', { StreamARN: streamArn.replace(streamName, StreamName) }),
    ]);
  }

  test.each(operations)('after %s finds what it has changed: it was saved before the answer', (name) => {
    for (const changeMs of [0, 60 * secondMs]) {
      const { core, input } = ready({ changeMs, limits: 'off' });
      core.call(name, input(name));
      core.restart();
      const afterwards = described(core);
      const { core: other, input: otherInput } = ready({ changeMs, limits: 'off' });
      other.call(name, otherInput(name));
      expect(afterwards).toEqual(described(other));
    }
  });

  test.each<[what: string, name: OperationName, openShards: number]>([
    ['CREATING', 'CreateStream', 2],
    ['UPDATING by a split', 'SplitShard', 3],
    ['UPDATING by a merge', 'MergeShards', 1],
    ['UPDATING by a new shard count', 'UpdateShardCount', 3],
    ['UPDATING by another retention', 'IncreaseStreamRetentionPeriod', 2],
    ['DELETING', 'DeleteStream', 0],
  ])('while a stream is %s: the change is done when it is due', (_what, name, openShards) => {
    const core =
      name === 'CreateStream' ? new LocalCore({ changeMs: 500 }) : LocalCore.withStream(2, { changeMs: 500 });
    const status = core.status();
    core.call(name, name === 'CreateStream' ? { ...named, ShardCount: 2 } : inputs[name]);
    const changing = core.status();
    core.nowMs += 499;
    core.restart();
    expect([core.status(), changing]).toEqual([changing, changing]);
    expect(changing).not.toBe(status);
    core.nowMs += 1;
    core.restart();
    expect(core.status()).toBe(name === 'DeleteStream' ? undefined : 'ACTIVE');
    expect(openShards === 0 ? [] : core.openShards()).toHaveLength(openShards);
  });

  test('long after it was due: the change is done at the time it was due, before anything else', () => {
    const core = LocalCore.withStream(1, { changeMs: 500 });
    core.call('SplitShard', { ...named, ShardToSplit: shardId(0), NewStartingHashKey: String(half) });
    const dueMs = core.nowMs + 500;
    core.nowMs += 60 * secondMs;
    core.restart();
    core.put(['text']);
    expect(textsOf(core.read({ ShardId: shardId(1) }))).toEqual(['text']);
    const open = (timeMs: number) =>
      core.shards({ ShardFilter: { Type: 'AT_TIMESTAMP', Timestamp: new Date(timeMs) } });
    expect(open(dueMs - 1).map(({ id }) => id)).toEqual([shardId(0)]);
    expect(open(dueMs + 1).map(({ id }) => id)).toEqual([shardId(1), shardId(2)]);
  });

  test('keeps records, iterators and numbers', () => {
    const core = LocalCore.withStream(1);
    const [first = ''] = core.put(['before']);
    const ShardIterator = core.iterator({
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      StartingSequenceNumber: first,
    });
    core.restart();
    const [second = ''] = core.put(['after']);
    expect(BigInt(second)).toBeGreaterThan(BigInt(first));
    expect(textsOf(core.call('GetRecords', { ShardIterator }))).toEqual(['after']);
    expect(textsOf(core.read())).toEqual(['before', 'after']);
  });

  test('with the clock set back: later streams and records are later still', () => {
    const core = LocalCore.withStream(1);
    core.put(['before']);
    const [earlier] = core.shards();
    core.nowMs -= 1_000 * secondMs;
    core.restart();
    core.put(['after']);
    expect(textsOf(core.read())).toEqual(['before', 'after']);
    core.call('DeleteStream', named);
    core.call('CreateStream', { ...named, ShardCount: 1 });
    expect(BigInt(core.shards()[0]?.startNumber ?? 0)).toBeGreaterThan(BigInt(earlier?.startNumber ?? 0));
  });
});

describe('time', () => {
  test('does not go back', () => {
    const core = LocalCore.withStream(1);
    core.put(['first']);
    core.nowMs -= secondMs;
    core.put(['second']);
    const [first, second] = core.read().Records ?? [];
    expect(second?.ApproximateArrivalTimestamp).toEqual(first?.ApproximateArrivalTimestamp);
    const latest = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(core.nowMs + secondMs) } as const;
    expect(core.read(latest).Records).toHaveLength(2); // It is not in the future.
  });

  test('may begin at 0', () => {
    const core = new LocalCore();
    core.nowMs = 0;
    core.restart();
    core.call('CreateStream', { ...named, ShardCount: 1 });
    const { StreamDescriptionSummary } = core.call('DescribeStreamSummary', named);
    expect(StreamDescriptionSummary?.StreamCreationTimestamp).toEqual(new Date(0));
    core.put(['text']);
    expect(textsOf(core.read({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(0) }))).toEqual([
      'text',
    ]);
  });
});

describe('what a call is about', () => {
  const { core, input } = ready();
  const { storage, faults } = core;
  const kinesis = new LocalKinesis({ storage, faults, limits: 'off', region: 'r', changeMs: 0 }, core.nowMs);

  test.each<[what: string, input: object, subject: object]>([
    ['nothing', {}, {}],
    ['a name', named, { stream: streamName }],
    ['an ARN', of, { stream: streamName }],
    [
      'a consumer',
      { ConsumerARN: `${streamArn}/consumer/reader:1`, ShardId: 's' },
      { stream: streamName, shardId: 's' },
    ],
    ['an iterator', input('GetRecords'), { stream: streamName, shardId: shardId(0) }],
    ['no iterator', { ShardIterator: 'x' }, {}],
    ['no texts', { StreamName: 5, StreamARN: {}, ShardId: null }, {}],
  ])('%s', (_what, about, subject) => {
    expect(kinesis.subjectOf(about)).toEqual({ stream: undefined, shardId: undefined, ...subject });
  });
});
