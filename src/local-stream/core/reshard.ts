import type { StreamChange } from './catalog.ts';
import { invalidArgument, KinesisError, limitExceeded } from './errors.ts';
import { cutsWithin, evenRanges } from './hash-ranges.ts';
import { accountLimits } from './limits.ts';
import type { InputOf, OutputOf } from './operations.ts';
import type { Service } from './service.ts';
import type { Shard } from './shard.ts';
import { accountId, type Stream } from './stream.ts';

const dayMs = 24 * 3_600_000;

export function splitShard(
  service: Service,
  input: InputOf<'SplitShard'>,
  nowMs: number,
): OutputOf<'SplitShard'> {
  const stream = findProvisioned(service, input);
  const shard = openShard(stream, input.ShardToSplit);
  const startHashKey = input.NewStartingHashKey ?? '';
  checkCut(stream, shard, startHashKey);
  service.checkShardRoom(1);
  begin(stream, { kind: 'split', dueMs: service.dueMs(nowMs), shardId: shard.id, startHashKey });
  return {};
}

/** Kinesis wants two keys and more on either side, as its message says. */
function checkCut(stream: Stream, { id, startHashKey, endHashKey }: Shard, cut: string): void {
  if (BigInt(cut) > startHashKey + 1n && BigInt(cut) < endHashKey) return;
  throw invalidArgument(
    `NewStartingHashKey ${cut} used in SplitShard() on ${stream.whereIs(id)} is not both greater than one plus the shard's StartingHashKey ${startHashKey} and less than the shard's EndingHashKey ${endHashKey}.`,
  );
}

export function mergeShards(
  service: Service,
  input: InputOf<'MergeShards'>,
  nowMs: number,
): OutputOf<'MergeShards'> {
  const stream = findProvisioned(service, input);
  const shard = openShard(stream, input.ShardToMerge);
  const adjacent = openShard(stream, input.AdjacentShardToMerge);
  const areAdjacent =
    shard.endHashKey + 1n === adjacent.startHashKey || adjacent.endHashKey + 1n === shard.startHashKey;
  if (!areAdjacent) {
    const where = `in stream ${stream.state.name} under account ${accountId}`;
    throw invalidArgument(
      `Shards ${shard.id} and ${adjacent.id} ${where} are not an adjacent pair of shards eligible for merging`,
    );
  }
  begin(stream, { kind: 'merge', dueMs: service.dueMs(nowMs), shardIds: [shard.id, adjacent.id] });
  return {};
}

export function updateShardCount(
  service: Service,
  input: InputOf<'UpdateShardCount'>,
  nowMs: number,
): OutputOf<'UpdateShardCount'> {
  const stream = findProvisioned(service, input);
  const { state, openShards, arn } = stream;
  const current = openShards.length;
  const target = input.TargetShardCount ?? 0;
  checkScaling(current, target);
  service.checkShardRoom(target - current);
  state.scaledAtMs = state.scaledAtMs.filter((timeMs) => timeMs > nowMs - dayMs);
  if (service.isLimited && state.scaledAtMs.length >= accountLimits.scalingsPerDay)
    throw limitExceeded(`A stream can be scaled ${accountLimits.scalingsPerDay} times in 24 hours.`);
  state.scaledAtMs.push(nowMs);
  begin(stream, { kind: 'scale', dueMs: service.dueMs(nowMs), shardCount: target });
  return { StreamName: state.name, StreamARN: arn, CurrentShardCount: current, TargetShardCount: target };
}

function checkScaling(current: number, target: number): void {
  const counts = `Current open shard count: ${current} Target shard count: ${target}`;
  if (target === current)
    throw invalidArgument(`The target must differ from the current shard count. ${counts}`);
  const { streamShardsMax } = accountLimits;
  if (target > streamShardsMax)
    throw limitExceeded(`Target shard count cannot be greater than ${streamShardsMax}. ${counts}`);
  if (target > current * 2)
    throw limitExceeded(
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    );
  if (target < current / 2)
    throw limitExceeded(
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    );
}

/** What a split or merge comes to when it is due: the parents close, and their children take the records. */
export function reshard(stream: Stream, change: StreamChange): void {
  switch (change.kind) {
    case 'split':
      split(stream, stream.shard(change.shardId), [BigInt(change.startHashKey)], change.dueMs);
      return;
    case 'merge':
      merge(
        stream,
        change.shardIds.map((id) => stream.shard(id)),
        change.dueMs,
      );
      return;
    case 'scale':
      scale(stream, change.shardCount, change.dueMs);
      return;
    default:
  }
}

/**
 * To even ranges, by splits and merges of two: first each open shard is cut where a target begins, then the pieces of
 * each target are merged. So it makes short-lived shards where the count is not a multiple, as Kinesis does.
 */
function scale(stream: Stream, shardCount: number, nowMs: number): void {
  const targets = evenRanges(shardCount);
  for (const shard of stream.openShards) {
    const cuts = cutsWithin({ start: shard.startHashKey, end: shard.endHashKey }, targets);
    split(stream, shard, cuts, nowMs);
  }
  const pieces = [...stream.openShards];
  for (const { end } of targets) {
    const count = pieces.findIndex(({ endHashKey }) => endHashKey === end) + 1;
    merge(stream, pieces.splice(0, count), nowMs);
  }
}

function split(stream: Stream, shard: Shard, cuts: readonly bigint[], nowMs: number): void {
  const [cut, ...rest] = cuts;
  if (cut === undefined) return;
  stream.replace([shard], shard.startHashKey, cut - 1n, nowMs);
  const upper = stream.replace([shard], cut, shard.endHashKey, nowMs);
  split(stream, upper, rest, nowMs);
}

function merge(stream: Stream, pieces: readonly Shard[], nowMs: number): void {
  pieces.reduce((left, right) => {
    const [lower, upper] = left.startHashKey < right.startHashKey ? [left, right] : [right, left];
    return stream.replace([left, right], lower.startHashKey, upper.endHashKey, nowMs);
  });
}

function begin({ state }: Stream, change: StreamChange): void {
  state.status = 'UPDATING';
  state.change = change;
}

function findProvisioned(service: Service, reference: Parameters<Service['findActive']>[0]): Stream {
  const stream = service.findActive(reference);
  if (stream.state.mode === 'PROVISIONED') return stream;
  const message = `Stream ${stream.state.name} under account ${accountId} is in ON_DEMAND mode: Kinesis scales it itself.`;
  throw new KinesisError('ValidationException', message);
}

function openShard(stream: Stream, shardId = ''): Shard {
  const shard = stream.shard(shardId);
  if (shard.isOpen) return shard;
  const where = `Shard ${shardId} in stream ${stream.state.name} under account ${accountId}`;
  throw invalidArgument(
    `${where} has already been merged or split, and thus is not eligible for merging or splitting.`,
  );
}
