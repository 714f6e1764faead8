import { describe, expect, test } from 'vitest';
import type { StreamReference } from '../../../../src/local-stream/core/service.ts';
import { LocalCore, streamArn, streamName } from '../../../fakes/local-core.ts';

const core = LocalCore.withStream(1);

test.each<[what: string, reference: StreamReference, refusal: string]>([
  ['its name', { StreamName: streamName }, 'none'],
  ['its ARN', { StreamARN: streamArn }, 'none'],
  ['both', { StreamName: streamName, StreamARN: streamArn }, 'none'],
  ['neither', {}, 'InvalidArgumentException'],
  ['two that differ', { StreamName: 'other', StreamARN: streamArn }, 'InvalidArgumentException'],
  ['the ARN of something else', { StreamARN: 'arn:aws:s3:::bucket' }, 'InvalidArgumentException'],
  ['a name nobody has', { StreamName: 'other' }, 'ResourceNotFoundException'],
  ['the name of a property of every object', { StreamName: 'constructor' }, 'ResourceNotFoundException'],
])('a stream is named by %s', (_what, reference, refusal) => {
  core.nowMs += 1_000;
  expect(core.refusal('DescribeStreamSummary', reference)).toBe(refusal);
});

describe('while a stream is UPDATING', () => {
  const updating = LocalCore.withStream(1, { changeMs: 60_000 });
  updating.call('UpdateShardCount', {
    StreamName: streamName,
    TargetShardCount: 2,
    ScalingType: 'UNIFORM_SCALING',
  });
  const named = { StreamName: streamName };

  test('it is written and read', () => {
    updating.put(['text']);
    expect(updating.read().Records).toHaveLength(1);
  });

  test.each<[operation: Parameters<LocalCore['refusal']>[0], input: object]>([
    ['SplitShard', { ShardToSplit: 'shardId-000000000000', NewStartingHashKey: '5' }],
    ['MergeShards', { ShardToMerge: 'shardId-000000000000', AdjacentShardToMerge: 'shardId-000000000001' }],
    ['UpdateShardCount', { TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' }],
    ['IncreaseStreamRetentionPeriod', { RetentionPeriodHours: 48 }],
    ['DecreaseStreamRetentionPeriod', { RetentionPeriodHours: 24 }],
    ['StartStreamEncryption', { EncryptionType: 'KMS', KeyId: 'key' }],
    ['AddTagsToStream', { Tags: { team: 'a' } }],
  ])('%s is refused', (operation, input) => {
    expect(updating.refusal(operation, { ...named, ...input })).toBe('ResourceInUseException');
  });
});
