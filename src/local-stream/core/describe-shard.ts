import type { Shard as SdkShard } from '@aws-sdk/client-kinesis';
import type { Shard } from './shard.ts';
import type { Stream } from './stream.ts';

/** A shard as DescribeStream and ListShards tell it. */
export function describeShard({ id, state, numbers, log }: Shard): SdkShard {
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

/** The shards behind the one of this id, whether or not there is one. */
export function shardsAfter(shards: readonly Shard[], shardId: string | undefined): readonly Shard[] {
  return shardId === undefined ? shards : shards.filter(({ id }) => id > shardId);
}

/** A stream whose shards are not told yet. */
export function isCreating({ state }: Stream): boolean {
  return state.status === 'CREATING';
}
