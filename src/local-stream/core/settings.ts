import { invalidArgument, KinesisError } from './errors.ts';
import { accountLimits, recordKibibytes, retentionHours } from './limits.ts';
import type { InputOf, OutputOf } from './operations.ts';
import type { Service } from './service.ts';
import { accountId, type Stream } from './stream.ts';

export function increaseRetention(
  service: Service,
  input: InputOf<'IncreaseStreamRetentionPeriod'>,
  nowMs: number,
): OutputOf<'IncreaseStreamRetentionPeriod'> {
  const stream = service.findActive(input);
  const hours = retentionIn(input.RetentionPeriodHours);
  const current = stream.state.retentionHours;
  if (hours < current)
    throw invalidArgument(
      `Requested retention period (${hours} hours) must not be shorter than the current one (${current} hours).`,
    );
  return retain(service, stream, hours, nowMs);
}

export function decreaseRetention(
  service: Service,
  input: InputOf<'DecreaseStreamRetentionPeriod'>,
  nowMs: number,
): OutputOf<'DecreaseStreamRetentionPeriod'> {
  const stream = service.findActive(input);
  const hours = retentionIn(input.RetentionPeriodHours);
  const current = stream.state.retentionHours;
  if (hours > current)
    throw invalidArgument(
      `Requested retention period (${hours} hours) must not be longer than the current one (${current} hours).`,
    );
  return retain(service, stream, hours, nowMs);
}

function retain(service: Service, { state }: Stream, hours: number, nowMs: number): Record<string, never> {
  state.status = 'UPDATING';
  state.change = { kind: 'retain', dueMs: service.dueMs(nowMs), retentionHours: hours };
  return {};
}

function retentionIn(hours = 0): number {
  const { min, max } = retentionHours;
  if (hours >= min && hours <= max) return hours;
  throw invalidArgument(`The retention period is ${min} to ${max} hours, not ${hours}.`);
}

export function updateMode(
  service: Service,
  input: InputOf<'UpdateStreamMode'>,
  nowMs: number,
): OutputOf<'UpdateStreamMode'> {
  const { state } = service.findActive(input);
  state.mode = input.StreamModeDetails?.StreamMode ?? state.mode;
  return update(service, state, nowMs);
}

export function updateRecordSize(
  service: Service,
  input: InputOf<'UpdateMaxRecordSize'>,
  nowMs: number,
): OutputOf<'UpdateMaxRecordSize'> {
  const { state } = service.findActive(input);
  const size = input.MaxRecordSizeInKiB ?? 0;
  const { default: min, max } = recordKibibytes;
  if (size < min || size > max)
    throw new KinesisError('ValidationException', `MaxRecordSizeInKiB is ${min} to ${max}, not ${size}.`);
  state.recordKibibytesMax = size;
  return update(service, state, nowMs);
}

/** The key is remembered and shown; nothing is encrypted here. */
export function startEncryption(
  service: Service,
  input: InputOf<'StartStreamEncryption'>,
  nowMs: number,
): OutputOf<'StartStreamEncryption'> {
  const { state } = service.findActive(input);
  state.kmsKeyId = input.KeyId;
  return update(service, state, nowMs);
}

export function stopEncryption(
  service: Service,
  input: InputOf<'StopStreamEncryption'>,
  nowMs: number,
): OutputOf<'StopStreamEncryption'> {
  const { state } = service.findActive(input);
  state.kmsKeyId = undefined;
  return update(service, state, nowMs);
}

function update(service: Service, state: Stream['state'], nowMs: number): Record<string, never> {
  state.status = 'UPDATING';
  state.change = { kind: 'activate', dueMs: service.dueMs(nowMs) };
  return {};
}

export function addTags(service: Service, input: InputOf<'AddTagsToStream'>): OutputOf<'AddTagsToStream'> {
  const { state } = service.findActive(input);
  const tags = { ...state.tags, ...input.Tags };
  checkTagCount(state.name, tags);
  state.tags = tags;
  return {};
}

/** Throws InvalidArgumentException. */
export function checkTagCount(streamName: string, tags: Readonly<Record<string, string>>): void {
  const { tagsMax } = accountLimits;
  if (Object.keys(tags).length <= tagsMax) return;
  throw invalidArgument(
    `Failed to add tags to stream ${streamName} under account ${accountId} because a given stream cannot have more than ${tagsMax} tags associated with it.`,
  );
}

export function removeTags(
  service: Service,
  input: InputOf<'RemoveTagsFromStream'>,
): OutputOf<'RemoveTagsFromStream'> {
  const { state } = service.findActive(input);
  const gone = new Set(input.TagKeys);
  state.tags = Object.fromEntries(Object.entries(state.tags).filter(([key]) => !gone.has(key)));
  return {};
}

export function listTags(
  service: Service,
  input: InputOf<'ListTagsForStream'>,
): OutputOf<'ListTagsForStream'> {
  const { state } = service.find(input);
  const after = input.ExclusiveStartTagKey;
  const rest = Object.entries(state.tags)
    .filter(([key]) => after === undefined || key > after)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const page = rest.slice(0, input.Limit ?? accountLimits.tagsMax);
  return { Tags: page.map(([Key, Value]) => ({ Key, Value })), HasMoreTags: page.length < rest.length };
}
