import type {
  AddTagsToStreamInput,
  CreateStreamInput,
  DecreaseStreamRetentionPeriodInput,
  DeleteStreamInput,
  DeregisterStreamConsumerInput,
  DescribeLimitsOutput,
  DescribeStreamConsumerInput,
  DescribeStreamConsumerOutput,
  DescribeStreamInput,
  DescribeStreamOutput,
  DescribeStreamSummaryInput,
  DescribeStreamSummaryOutput,
  GetRecordsInput,
  GetRecordsOutput,
  GetShardIteratorInput,
  GetShardIteratorOutput,
  IncreaseStreamRetentionPeriodInput,
  ListShardsInput,
  ListShardsOutput,
  ListStreamConsumersInput,
  ListStreamConsumersOutput,
  ListStreamsInput,
  ListStreamsOutput,
  ListTagsForStreamInput,
  ListTagsForStreamOutput,
  MergeShardsInput,
  PutRecordInput,
  PutRecordOutput,
  PutRecordsInput,
  PutRecordsOutput,
  RegisterStreamConsumerInput,
  RegisterStreamConsumerOutput,
  RemoveTagsFromStreamInput,
  SplitShardInput,
  StartStreamEncryptionInput,
  StopStreamEncryptionInput,
  UpdateMaxRecordSizeInput,
  UpdateShardCountInput,
  UpdateShardCountOutput,
  UpdateStreamModeInput,
} from '@aws-sdk/client-kinesis';

type Nothing = Record<string, never>;
type Shape<Input, Output = Nothing> = { readonly input: Input; readonly output: Output };

/** What the local stream answers, in the SDK's own types: the API reference is our specification. */
export interface Operations {
  AddTagsToStream: Shape<AddTagsToStreamInput>;
  CreateStream: Shape<CreateStreamInput>;
  DecreaseStreamRetentionPeriod: Shape<DecreaseStreamRetentionPeriodInput>;
  DeleteStream: Shape<DeleteStreamInput>;
  DeregisterStreamConsumer: Shape<DeregisterStreamConsumerInput>;
  DescribeLimits: Shape<object, DescribeLimitsOutput>;
  DescribeStream: Shape<DescribeStreamInput, DescribeStreamOutput>;
  DescribeStreamConsumer: Shape<DescribeStreamConsumerInput, DescribeStreamConsumerOutput>;
  DescribeStreamSummary: Shape<DescribeStreamSummaryInput, DescribeStreamSummaryOutput>;
  GetRecords: Shape<GetRecordsInput, GetRecordsOutput>;
  GetShardIterator: Shape<GetShardIteratorInput, GetShardIteratorOutput>;
  IncreaseStreamRetentionPeriod: Shape<IncreaseStreamRetentionPeriodInput>;
  ListShards: Shape<ListShardsInput, ListShardsOutput>;
  ListStreamConsumers: Shape<ListStreamConsumersInput, ListStreamConsumersOutput>;
  ListStreams: Shape<ListStreamsInput, ListStreamsOutput>;
  ListTagsForStream: Shape<ListTagsForStreamInput, ListTagsForStreamOutput>;
  MergeShards: Shape<MergeShardsInput>;
  PutRecord: Shape<PutRecordInput, PutRecordOutput>;
  PutRecords: Shape<PutRecordsInput, PutRecordsOutput>;
  RegisterStreamConsumer: Shape<RegisterStreamConsumerInput, RegisterStreamConsumerOutput>;
  RemoveTagsFromStream: Shape<RemoveTagsFromStreamInput>;
  SplitShard: Shape<SplitShardInput>;
  StartStreamEncryption: Shape<StartStreamEncryptionInput>;
  StopStreamEncryption: Shape<StopStreamEncryptionInput>;
  UpdateMaxRecordSize: Shape<UpdateMaxRecordSizeInput>;
  UpdateShardCount: Shape<UpdateShardCountInput, UpdateShardCountOutput>;
  UpdateStreamMode: Shape<UpdateStreamModeInput>;
}

export type OperationName = keyof Operations;
export type InputOf<Name extends OperationName> = Operations[Name]['input'];
export type OutputOf<Name extends OperationName> = Operations[Name]['output'];
