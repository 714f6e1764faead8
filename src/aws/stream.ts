import {
  DescribeStreamSummaryCommand,
  ListShardsCommand,
  type ListShardsCommandInput,
  type Shard as SdkShard,
  type ShardFilter,
} from '@aws-sdk/client-kinesis';
import { SinkError } from '../flow/seams.ts';
import type { Shard } from '../shard/shard-map.ts';
import { toSinkError } from './errors.ts';
import { type KinesisConnection, streamReference } from './kinesis-client.ts';

/** A shard with its parents: one after a split, two after a merge. */
export interface ShardWithLineage extends Shard {
  readonly parentShardIds: readonly string[];
  readonly isOpen: boolean;
}

/** The stream exists and takes records. Fails with a {@link SinkError} that says what to do. */
export async function checkStream(
  client: KinesisConnection,
  stream: string,
  signal: AbortSignal,
): Promise<void> {
  const doing = `describe stream "${stream}"`;
  const answer = await client
    .send(new DescribeStreamSummaryCommand(streamReference(stream)), { abortSignal: signal })
    .catch((error: unknown) => {
      throw toSinkError(error, doing, 'kinesis:DescribeStreamSummary');
    });
  const status = answer.StreamDescriptionSummary?.StreamStatus;
  if (status === 'ACTIVE' || status === 'UPDATING') return;
  throw new SinkError('unavailable', `stream "${stream}" is ${status ?? 'in an unknown state'}, not ACTIVE`);
}

/** The open shards: what a writer needs. */
export async function listOpenShards(
  client: KinesisConnection,
  stream: string,
  signal: AbortSignal,
): Promise<Shard[]> {
  const shards = await listShards(client, stream, { Type: 'AT_LATEST' }, signal);
  return shards.filter((shard) => shard.isOpen);
}

/** All shards that still hold records, with their lineage: what a reader needs. */
export async function listShards(
  client: KinesisConnection,
  stream: string,
  filter: ShardFilter | undefined,
  signal: AbortSignal,
): Promise<ShardWithLineage[]> {
  const shards: ShardWithLineage[] = [];
  let token: string | undefined;
  do {
    const input: ListShardsCommandInput =
      token === undefined
        ? { ...streamReference(stream), ...(filter !== undefined && { ShardFilter: filter }) }
        : { NextToken: token };
    const answer = await client
      .send(new ListShardsCommand(input), { abortSignal: signal })
      .catch((error: unknown) => {
        throw toSinkError(error, `list the shards of stream "${stream}"`, 'kinesis:ListShards');
      });
    for (const shard of answer.Shards ?? []) shards.push(fromSdk(shard));
    token = answer.NextToken;
  } while (token !== undefined);
  return shards;
}

function fromSdk(shard: SdkShard): ShardWithLineage {
  const { ShardId = '', HashKeyRange, SequenceNumberRange, ParentShardId, AdjacentParentShardId } = shard;
  return {
    shardId: ShardId,
    startHashKey: BigInt(HashKeyRange?.StartingHashKey ?? 0),
    endHashKey: BigInt(HashKeyRange?.EndingHashKey ?? 0),
    parentShardIds: [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined),
    isOpen: SequenceNumberRange?.EndingSequenceNumber === undefined,
  };
}
