import { describeShard, isCreating, shardsAfter } from './describe-shard.ts';
import { accountLimits } from './limits.ts';
import { formatNextToken, parseNextToken } from './next-token.ts';
import type { InputOf, OutputOf } from './operations.ts';
import type { Service } from './service.ts';
import type { Stream } from './stream.ts';

/** The most that one answer lists, and what it lists where nothing is said. */
const pageMax = { streams: 100, shards: 100 } as const;

export function listStreams(
  { streams }: Service,
  input: InputOf<'ListStreams'>,
  nowMs: number,
): OutputOf<'ListStreams'> {
  const after =
    input.NextToken !== undefined
      ? parseNextToken(input.NextToken, nowMs).after
      : input.ExclusiveStartStreamName;
  const rest = [...streams.values()]
    .filter(({ state }) => after === undefined || state.name > after)
    .sort((left, right) => (left.state.name < right.state.name ? -1 : 1));
  const page = rest.slice(0, Math.min(input.Limit ?? pageMax.streams, pageMax.streams));
  const last = page.at(-1);
  const hasMore = page.length < rest.length;
  return {
    StreamNames: page.map(({ state }) => state.name),
    HasMoreStreams: hasMore,
    StreamSummaries: page.map(({ arn, state }) => ({
      StreamName: state.name,
      StreamARN: arn,
      StreamStatus: state.status,
      StreamModeDetails: { StreamMode: state.mode },
      StreamCreationTimestamp: new Date(state.createdMs),
    })),
    ...(hasMore &&
      last !== undefined && {
        NextToken: formatNextToken({ streamId: last.state.id, after: last.state.name, issuedMs: nowMs }),
      }),
  };
}

export function describeStream(
  service: Service,
  input: InputOf<'DescribeStream'>,
): OutputOf<'DescribeStream'> {
  const stream = service.find(input);
  const rest = isCreating(stream) ? [] : shardsAfter(stream.shards, input.ExclusiveStartShardId);
  const page = rest.slice(0, Math.min(input.Limit ?? pageMax.shards, pageMax.shards));
  return {
    StreamDescription: {
      ...description(stream),
      Shards: page.map(describeShard),
      HasMoreShards: page.length < rest.length,
    },
  };
}

export function describeStreamSummary(
  service: Service,
  input: InputOf<'DescribeStreamSummary'>,
): OutputOf<'DescribeStreamSummary'> {
  const stream = service.find(input);
  return {
    StreamDescriptionSummary: {
      ...description(stream),
      StreamId: stream.state.id,
      OpenShardCount: isCreating(stream) ? 0 : stream.openShards.length,
      ConsumerCount: stream.state.consumers.length,
      MaxRecordSizeInKiB: stream.state.recordKibibytesMax,
    },
  };
}

export function describeLimits({ streams, openShardCount }: Service): OutputOf<'DescribeLimits'> {
  return {
    ShardLimit: accountLimits.shardsMax,
    OpenShardCount: openShardCount,
    OnDemandStreamCount: [...streams.values()].filter(({ state }) => state.mode === 'ON_DEMAND').length,
    OnDemandStreamCountLimit: accountLimits.onDemandStreamsMax,
  };
}

function description({ arn, state }: Stream) {
  return {
    StreamName: state.name,
    StreamARN: arn,
    StreamStatus: state.status,
    StreamModeDetails: { StreamMode: state.mode },
    RetentionPeriodHours: state.retentionHours,
    StreamCreationTimestamp: new Date(state.createdMs),
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: state.kmsKeyId === undefined ? ('NONE' as const) : ('KMS' as const),
    ...(state.kmsKeyId !== undefined && { KeyId: state.kmsKeyId }),
  };
}
