import type { OperationName } from '../core/operations.ts';
import {
  type IntegerMember,
  type Member,
  required,
  type StructureMember,
  type TextMember,
} from './member.ts';

export type Operation = OperationName | 'SubscribeToShard';

const mebibyte = 1_048_576;
const namePattern = '[a-zA-Z0-9_.-]+';

const text = (lengthMin: number, lengthMax: number) => ({ kind: 'text', lengthMin, lengthMax }) as const;
const oneOf = (...values: string[]): TextMember => ({ kind: 'text', values });
const integer = (min?: number, max?: number): IntegerMember => ({
  kind: 'integer',
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});
const structure = (members: Record<string, Member>): StructureMember => ({ kind: 'structure', members });

const name: TextMember = { ...text(1, 128), pattern: namePattern };
const streamArn: TextMember = {
  ...text(1, 2048),
  pattern: String.raw`arn:aws.*:kinesis:.*:\d{12}:stream/\S+`,
};
const consumerArn: TextMember = {
  ...text(1, 2048),
  pattern: String.raw`^(arn):aws.*:kinesis:.*:\d{12}:.*stream\/[a-zA-Z0-9_.-]+\/consumer\/[a-zA-Z0-9_.-]+:[0-9]+`,
};
const hashKey = { kind: 'text', pattern: String.raw`0|([1-9]\d{0,38})` } as const;
const sequenceNumber: TextMember = { kind: 'text', pattern: String.raw`0|([1-9]\d{0,128})` };
const time: Member = { kind: 'time' };
const flag: Member = { kind: 'flag' };
const dryRun: Member = { kind: 'fixed', value: false };
const token = text(1, mebibyte);
const tagKey = text(1, 128);
const tags = { kind: 'map', key: tagKey, value: text(0, 256), countMin: 1, countMax: 200 } as const;
const mode = structure({ StreamMode: required(oneOf('PROVISIONED', 'ON_DEMAND')) });
const retentionHours = required(integer());
const recordKibibytes = integer(1024, 10_240);
const encryption = {
  EncryptionType: required(oneOf('NONE', 'KMS')),
  KeyId: required(text(1, 2048)),
};
const iteratorType = required(
  oneOf('AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER', 'TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'),
);
const shardFilter = structure({
  Type: required(
    oneOf(
      'AFTER_SHARD_ID',
      'AT_TRIM_HORIZON',
      'FROM_TRIM_HORIZON',
      'AT_LATEST',
      'AT_TIMESTAMP',
      'FROM_TIMESTAMP',
    ),
  ),
  ShardId: name,
  Timestamp: time,
});

/** A stream is named by its name, by its ARN, or both: which of them is there, the core looks at. */
const stream = { StreamName: name, StreamARN: streamArn };
const consumer = { StreamARN: streamArn, ConsumerName: name, ConsumerARN: consumerArn };

/** Every record needs its key: the distribution strategy AUTO, which does without, is not there. */
export const entry = {
  Data: required({ kind: 'blob', bytesMax: 10 * mebibyte }),
  PartitionKey: required(text(1, 256)),
  ExplicitHashKey: hashKey,
} as const;
export const recordCounts = { countMin: 1, countMax: 500 } as const;

/**
 * The input of every operation: its members, and what the service model asks of them (the API reference, and
 * service-2.json of botocore 1.43). Members that are not here are ignored.
 */
export const inputs: Readonly<Record<Operation, StructureMember>> = {
  AddTagsToStream: structure({ ...stream, Tags: required(tags) }),
  CreateStream: structure({
    StreamName: required(name),
    ShardCount: integer(1),
    StreamModeDetails: mode,
    Tags: tags,
    MaxRecordSizeInKiB: recordKibibytes,
    RecordDistributionStrategy: { kind: 'fixed', value: 'USER_PARTITION_KEY' },
  }),
  DecreaseStreamRetentionPeriod: structure({ ...stream, RetentionPeriodHours: retentionHours }),
  DeleteStream: structure({ ...stream, EnforceConsumerDeletion: flag }),
  DeregisterStreamConsumer: structure(consumer),
  DescribeLimits: structure({}),
  DescribeStream: structure({ ...stream, Limit: integer(1, 10_000), ExclusiveStartShardId: name }),
  DescribeStreamConsumer: structure(consumer),
  DescribeStreamSummary: structure(stream),
  GetRecords: structure({
    ShardIterator: required(text(1, 512)),
    Limit: integer(1, 10_000),
    StreamARN: streamArn,
  }),
  GetShardIterator: structure({
    ...stream,
    ShardId: required(name),
    ShardIteratorType: iteratorType,
    StartingSequenceNumber: sequenceNumber,
    Timestamp: time,
  }),
  IncreaseStreamRetentionPeriod: structure({ ...stream, RetentionPeriodHours: retentionHours }),
  ListShards: structure({
    ...stream,
    NextToken: token,
    ExclusiveStartShardId: name,
    MaxResults: integer(1, 10_000),
    StreamCreationTimestamp: time,
    ShardFilter: shardFilter,
  }),
  ListStreamConsumers: structure({
    StreamARN: required(streamArn),
    NextToken: token,
    MaxResults: integer(1, 10_000),
    StreamCreationTimestamp: time,
  }),
  ListStreams: structure({ Limit: integer(1, 10_000), ExclusiveStartStreamName: name, NextToken: token }),
  ListTagsForStream: structure({ ...stream, ExclusiveStartTagKey: tagKey, Limit: integer(1, 50) }),
  MergeShards: structure({ ...stream, ShardToMerge: required(name), AdjacentShardToMerge: required(name) }),
  PutRecord: structure({ ...stream, ...entry, SequenceNumberForOrdering: sequenceNumber, DryRun: dryRun }),
  PutRecords: structure({
    ...stream,
    Records: required({ kind: 'list', of: structure(entry), ...recordCounts }),
    DryRun: dryRun,
  }),
  RegisterStreamConsumer: structure({
    StreamARN: required(streamArn),
    ConsumerName: required(name),
    Tags: tags,
  }),
  RemoveTagsFromStream: structure({
    ...stream,
    TagKeys: required({ kind: 'list', of: tagKey, countMin: 1, countMax: 50 }),
  }),
  SplitShard: structure({ ...stream, ShardToSplit: required(name), NewStartingHashKey: required(hashKey) }),
  StartStreamEncryption: structure({ ...stream, ...encryption }),
  StopStreamEncryption: structure({ ...stream, ...encryption }),
  SubscribeToShard: structure({
    ConsumerARN: required(consumerArn),
    ShardId: required(name),
    StartingPosition: required(
      structure({ Type: iteratorType, SequenceNumber: sequenceNumber, Timestamp: time }),
    ),
    DryRun: dryRun,
  }),
  UpdateMaxRecordSize: structure({ StreamARN: streamArn, MaxRecordSizeInKiB: required(recordKibibytes) }),
  UpdateShardCount: structure({
    ...stream,
    TargetShardCount: required(integer(1)),
    ScalingType: required(oneOf('UNIFORM_SCALING')),
  }),
  UpdateStreamMode: structure({ StreamARN: required(streamArn), StreamModeDetails: required(mode) }),
};
