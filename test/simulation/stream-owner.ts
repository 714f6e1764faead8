import type { ShardState } from '../../src/local-stream/core/catalog.ts';
import { KinesisError } from '../../src/local-stream/core/errors.ts';
import type { Reshard } from './plan.ts';
import { streamName, type World } from './world.ts';

/** More shards make a run slower, and show nothing more. */
const shardsMax = 8;

export function createStream({ core, clock, plan, ledger }: World): void {
  const { shards } = plan.stream;
  core.call('CreateStream', { StreamName: streamName, ShardCount: shards }, clock.nowMs());
  ledger.note({ kind: 'stream', what: `is created with ${shards} shards` });
}

/** Splits, merges and scales the stream as planned; what Kinesis refuses is left out. */
export async function reshardAsPlanned(world: World): Promise<void> {
  const { ledger, over, plan } = world;
  for (const change of plan.stream.reshards) {
    await world.sleepUntil(change.atMs, over.signal);
    if (over.signal.aborted) return;
    ledger.note({ kind: 'stream', what: reshard(world, change) });
  }
}

/** Gives what was done, in words. */
function reshard(world: World, { kind, pick }: Reshard): string {
  const open = openShards(world.shards());
  if (kind === 'restart') {
    world.restartKinesis();
    return 'is served by a Kinesis started anew';
  }
  try {
    if (kind === 'scale') return scale(world, open.length, pick);
    return kind === 'split' && open.length < shardsMax ? split(world, open, pick) : merge(world, open, pick);
  } catch (error) {
    if (!(error instanceof KinesisError)) throw error;
    return `refuses to ${kind}: ${error.name}`;
  }
}

function split({ core, clock }: World, open: readonly ShardState[], pick: number): string {
  const shard = open[Math.floor(pick * open.length)];
  if (shard === undefined) return 'has no shard to split';
  const { shardId, startHashKey, endHashKey } = shard;
  const start = BigInt(startHashKey);
  const width = BigInt(endHashKey) - start;
  const NewStartingHashKey = String(start + 1n + (width * BigInt(Math.floor(pick * 1_000))) / 1_000n);
  core.call(
    'SplitShard',
    { StreamName: streamName, ShardToSplit: shardId, NewStartingHashKey },
    clock.nowMs(),
  );
  return `splits ${shardId}`;
}

function merge({ core, clock }: World, open: readonly ShardState[], pick: number): string {
  const index = Math.floor(pick * (open.length - 1));
  const [lower, upper] = open.slice(index, index + 2);
  if (lower === undefined || upper === undefined) return 'has no shards to merge';
  const input = { ShardToMerge: lower.shardId, AdjacentShardToMerge: upper.shardId };
  core.call('MergeShards', { StreamName: streamName, ...input }, clock.nowMs());
  return `merges ${lower.shardId} and ${upper.shardId}`;
}

/** UpdateShardCount goes to half or to double at most. */
function scale({ core, clock }: World, count: number, pick: number): string {
  const low = Math.ceil(count / 2);
  const TargetShardCount = low + Math.floor(pick * (Math.min(2 * count, shardsMax) - low + 1));
  const input = { StreamName: streamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' } as const;
  core.call('UpdateShardCount', input, clock.nowMs());
  return `scales from ${count} to ${TargetShardCount} shards`;
}

function openShards(shards: readonly ShardState[]): ShardState[] {
  const open = shards.filter(({ closedMs }) => closedMs === undefined);
  return open.sort((left, right) => (BigInt(left.startHashKey) < BigInt(right.startHashKey) ? -1 : 1));
}
