import type { Checkpoint, ShardCheckpoint } from '../record/checkpoint.ts';

/** What the order of reading depends on. */
export interface ShardLineage {
  readonly shardId: string;
  readonly parentShardIds: readonly string[];
  readonly isOpen: boolean;
}

/**
 * Where to start in a stream that was never read. `latest` is pinned to this moment: asked for again after a
 * restart without a record in between, a LATEST iterator would skip what came meanwhile.
 */
export function firstCheckpoints(
  shards: readonly ShardLineage[],
  startAt: 'trimHorizon' | 'latest',
  nowMs: number,
): ShardCheckpoint[] {
  return shards.map(({ shardId, isOpen }) => {
    if (startAt === 'trimHorizon') return { shardId, checkpoint: { kind: 'trimHorizon' } };
    return { shardId, checkpoint: isOpen ? { kind: 'timestamp', timeMs: nowMs } : { kind: 'shardEnd' } };
  });
}

/**
 * The shards that may be read now: not at their end, and every parent at its end or gone, so that what was written
 * before a split or merge is read before what came after (the KCL's rule, BlockOnParentShardTask).
 */
export function readableShards(
  shards: readonly ShardLineage[],
  checkpointOf: (shardId: string) => Checkpoint | undefined,
): string[] {
  const known = new Set(shards.map(({ shardId }) => shardId));
  const isDone = (shardId: string) => !known.has(shardId) || checkpointOf(shardId)?.kind === 'shardEnd';
  return shards
    .filter(({ shardId, parentShardIds }) => !isDone(shardId) && parentShardIds.every(isDone))
    .map(({ shardId }) => shardId);
}
