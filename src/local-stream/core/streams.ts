import type { StreamMode, StreamState } from './catalog.ts';
import { invalidArgument, KinesisError, limitExceeded } from './errors.ts';
import { evenRanges } from './hash-ranges.ts';
import { accountLimits, recordKibibytes, retentionHours } from './limits.ts';
import type { InputOf, OutputOf } from './operations.ts';
import type { Service } from './service.ts';
import { checkTagCount } from './settings.ts';
import { accountId } from './stream.ts';

export function createStream(
  service: Service,
  input: InputOf<'CreateStream'>,
  nowMs: number,
): OutputOf<'CreateStream'> {
  const name = input.StreamName ?? '';
  const mode = input.StreamModeDetails?.StreamMode ?? 'PROVISIONED';
  const shardCount = shardCountOf(mode, input.ShardCount);
  const tags = { ...input.Tags };
  checkTagCount(name, tags);
  checkRoom(service, name, mode, shardCount);
  const createdMs = service.creationMs(nowMs);
  const state: StreamState = {
    name,
    id: `${name}.${createdMs}`,
    createdMs,
    status: 'CREATING',
    change: { kind: 'activate', dueMs: service.dueMs(nowMs) },
    mode,
    retentionHours: retentionHours.default,
    recordKibibytesMax: input.MaxRecordSizeInKiB ?? recordKibibytes.default,
    kmsKeyId: undefined,
    tags,
    shards: [],
    consumers: [],
    nextShard: 0,
    scaledAtMs: [],
  };
  const stream = service.open(state, nowMs);
  for (const { start, end } of evenRanges(shardCount)) stream.replace([], start, end, createdMs);
  return {};
}

export function deleteStream(
  service: Service,
  input: InputOf<'DeleteStream'>,
  nowMs: number,
): OutputOf<'DeleteStream'> {
  const { state } = service.find(input);
  const hasConsumers = state.consumers.some(({ deletedMs }) => deletedMs === undefined);
  if (hasConsumers && input.EnforceConsumerDeletion !== true) {
    const message = `Stream ${state.name} under account ${accountId} has consumers; deregister them, or set EnforceConsumerDeletion.`;
    throw new KinesisError('ResourceInUseException', message);
  }
  if (state.status === 'DELETING') return {};
  state.status = 'DELETING';
  state.change = { kind: 'delete', dueMs: service.dueMs(nowMs) };
  return {};
}

function shardCountOf(mode: StreamMode, shardCount: number | undefined): number {
  if (mode === 'ON_DEMAND') {
    if (shardCount === undefined) return accountLimits.onDemandShards;
    throw invalidArgument('ShardCount must not be given for a stream in ON_DEMAND mode.');
  }
  if (shardCount === undefined)
    throw invalidArgument('ShardCount must be given for a stream in PROVISIONED mode.');
  return shardCount;
}

function checkRoom(service: Service, name: string, mode: StreamMode, shardCount: number): void {
  if (service.streams.has(name)) {
    const message = `Stream ${name} under account ${accountId} already exists.`;
    throw new KinesisError('ResourceInUseException', message);
  }
  service.checkShardRoom(shardCount);
  const all = [...service.streams.values()];
  const { creatingStreamsMax, onDemandStreamsMax } = accountLimits;
  if (all.filter(({ state }) => state.status === 'CREATING').length >= creatingStreamsMax)
    throw limitExceeded(`At most ${creatingStreamsMax} streams may be in the CREATING state at a time.`);
  if (mode === 'ON_DEMAND' && all.filter(({ state }) => state.mode === mode).length >= onDemandStreamsMax)
    throw limitExceeded(`At most ${onDemandStreamsMax} streams may be in ON_DEMAND mode.`);
}
