import type { Shard as SdkShard, ShardFilter } from '@aws-sdk/client-kinesis';
import { invalidArgument, KinesisError } from './errors.ts';
import { accountLimits } from './limits.ts';
import { formatNextToken, parseNextToken } from './next-token.ts';
import type { InputOf, OutputOf } from './operations.ts';
import type { Service } from './service.ts';
import type { Shard } from './shard.ts';
import type { Stream } from './stream.ts';

/** The most that one answer lists, and what it lists where nothing is said. */
const pageMax = { streams: 100, shardsDescribed: 100, shardsListed: 1000 } as const;

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
    ...(hasMore && last !== undefined && { NextToken: tokenAfter(last.state.id, last.state.name, nowMs) }),
  };
}

export function describeStream(
  service: Service,
  input: InputOf<'DescribeStream'>,
): OutputOf<'DescribeStream'> {
  const stream = service.find(input);
  const rest = isCreating(stream) ? [] : after(stream.shards, input.ExclusiveStartShardId);
  const page = rest.slice(0, Math.min(input.Limit ?? pageMax.shardsDescribed, pageMax.shardsDescribed));
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

export function listShards(
  service: Service,
  input: InputOf<'ListShards'>,
  nowMs: number,
): OutputOf<'ListShards'> {
  const { stream, rest } =
    input.NextToken === undefined ? firstPage(service, input, nowMs) : laterPage(service, input, nowMs);
  const page = rest.slice(0, Math.min(input.MaxResults ?? pageMax.shardsListed, pageMax.shardsListed));
  const last = page.at(-1);
  const hasMore = page.length < rest.length && last !== undefined;
  return {
    Shards: page.map(describeShard),
    ...(hasMore && { NextToken: shardsToken(stream, last, input, nowMs) }),
  };
}

interface Remaining {
  readonly stream: Stream;
  readonly rest: readonly Shard[];
}

function firstPage(service: Service, input: InputOf<'ListShards'>, nowMs: number): Remaining {
  const stream = service.find(input);
  if (isCreating(stream))
    throw new KinesisError(
      'ResourceInUseException',
      `Stream ${stream.state.name} is not ACTIVE, instead in state CREATING`,
    );
  const listed = after(stream.shards, input.ExclusiveStartShardId);
  return { stream, rest: filtered(stream, listed, input.ShardFilter, nowMs) };
}

/** The token says which stream, which filter, and the last shard listed: a call with it says nothing of that. */
function laterPage(service: Service, input: InputOf<'ListShards'>, nowMs: number): Remaining {
  const { StreamName, StreamCreationTimestamp, ExclusiveStartShardId, ShardFilter } = input;
  const excluded = [StreamName, StreamCreationTimestamp, ExclusiveStartShardId, ShardFilter];
  if (excluded.some((parameter) => parameter !== undefined))
    throw invalidArgument('NextToken and the parameters that say which shards to list exclude each other.');
  const token = parseNextToken(input.NextToken ?? '', nowMs);
  const stream = service.findById(token.streamId);
  if (stream === undefined)
    throw new KinesisError('ResourceNotFoundException', 'The stream of this NextToken is gone.');
  const [lastShardId = '', filter] = token.after.split(' ', 2);
  const listed = after(stream.shards, lastShardId);
  return {
    stream,
    rest: filter === undefined ? listed : filtered(stream, listed, readFilter(filter), nowMs),
  };
}

function shardsToken(stream: Stream, last: Shard, input: InputOf<'ListShards'>, nowMs: number): string {
  const filter =
    input.NextToken === undefined
      ? writeFilter(input.ShardFilter)
      : parseNextToken(input.NextToken, nowMs).after.split(' ')[1];
  return tokenAfter(stream.state.id, filter === undefined ? last.id : `${last.id} ${filter}`, nowMs);
}

/** TYPE or TYPE@TIME; a filter by shard id is not needed after the first page. */
function writeFilter(filter: ShardFilter | undefined): string | undefined {
  if (filter === undefined || filter.Type === 'AFTER_SHARD_ID') return undefined;
  return `${filter.Type}@${filter.Timestamp?.getTime() ?? ''}`;
}

function readFilter(text: string): ShardFilter {
  const [type, time] = text.split('@');
  // Written by writeFilter, and a forged one is refused by `filtered`.
  return { Type: type as ShardFilter['Type'], ...(time && { Timestamp: new Date(Number(time)) }) };
}

/** Which shards a filter lets through (ListShards, ShardFilter). */
function filtered(
  stream: Stream,
  shards: readonly Shard[],
  filter: ShardFilter | undefined,
  nowMs: number,
): readonly Shard[] {
  const horizonMs = Math.max(stream.horizonMs(nowMs), stream.state.createdMs);
  switch (filter?.Type) {
    case undefined:
    case 'FROM_TRIM_HORIZON':
      return shards;
    case 'AFTER_SHARD_ID':
      if (filter?.ShardId === undefined) throw invalidArgument('ShardFilter AFTER_SHARD_ID needs a ShardId.');
      return after(shards, filter.ShardId);
    case 'AT_TRIM_HORIZON':
      return shards.filter((shard) => wasOpenAt(shard, horizonMs));
    case 'AT_LATEST':
      return shards.filter(({ isOpen }) => isOpen);
    case 'AT_TIMESTAMP': {
      const timeMs = Math.max(timeOf(filter), horizonMs);
      return shards.filter((shard) => wasOpenAt(shard, timeMs));
    }
    case 'FROM_TIMESTAMP': {
      const timeMs = Math.max(timeOf(filter), horizonMs);
      return shards.filter(({ state }) => state.closedMs === undefined || state.closedMs >= timeMs);
    }
    default:
      throw invalidArgument(`ShardFilter type ${filter?.Type} is not known.`);
  }
}

function wasOpenAt({ state }: Shard, timeMs: number): boolean {
  return state.createdMs <= timeMs && (state.closedMs === undefined || state.closedMs >= timeMs);
}

function timeOf(filter: ShardFilter | undefined): number {
  if (filter?.Timestamp === undefined)
    throw invalidArgument(`ShardFilter ${filter?.Type} needs a Timestamp.`);
  return filter.Timestamp.getTime();
}

/** The shards of such a stream are there already, and nobody sees them. */
function isCreating({ state }: Stream): boolean {
  return state.status === 'CREATING';
}

function after(shards: readonly Shard[], shardId: string | undefined): readonly Shard[] {
  return shardId === undefined ? shards : shards.filter(({ id }) => id > shardId);
}

function tokenAfter(streamId: string, name: string, nowMs: number): string {
  return formatNextToken({ streamId, after: name, issuedMs: nowMs });
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

function describeShard({ id, state, numbers, log }: Shard): SdkShard {
  return {
    ShardId: id,
    ...(state.parentShardId !== undefined && { ParentShardId: state.parentShardId }),
    ...(state.adjacentParentShardId !== undefined && { AdjacentParentShardId: state.adjacentParentShardId }),
    HashKeyRange: { StartingHashKey: state.startHashKey, EndingHashKey: state.endHashKey },
    SequenceNumberRange: {
      StartingSequenceNumber: numbers.atPlace(0),
      ...(state.closedMs !== undefined && { EndingSequenceNumber: numbers.atPlace(log.end + 1) }),
    },
  };
}
