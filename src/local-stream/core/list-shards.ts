import type { ShardFilter } from '@aws-sdk/client-kinesis';
import { describeShard, isCreating, shardsAfter } from './describe-shard.ts';
import { invalidArgument, KinesisError } from './errors.ts';
import { formatNextToken, parseNextToken } from './next-token.ts';
import type { InputOf, OutputOf } from './operations.ts';
import type { Service } from './service.ts';
import type { Shard } from './shard.ts';
import type { Stream } from './stream.ts';

/** The most that one answer lists, and what it lists where nothing is said. */
const shardsMax = 1_000;

export function listShards(
  service: Service,
  input: InputOf<'ListShards'>,
  nowMs: number,
): OutputOf<'ListShards'> {
  const { stream, rest } =
    input.NextToken === undefined ? firstPage(service, input, nowMs) : laterPage(service, input, nowMs);
  const page = rest.slice(0, Math.min(input.MaxResults ?? shardsMax, shardsMax));
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
  const listed = shardsAfter(stream.shards, input.ExclusiveStartShardId);
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
  const listed = shardsAfter(stream.shards, lastShardId);
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
  return formatToken(stream.state.id, filter === undefined ? last.id : `${last.id} ${filter}`, nowMs);
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
      return shardsAfter(shards, filter.ShardId);
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

function formatToken(streamId: string, name: string, nowMs: number): string {
  return formatNextToken({ streamId, after: name, issuedMs: nowMs });
}
