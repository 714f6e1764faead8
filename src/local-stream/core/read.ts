import type { _Record, ChildShard } from '@aws-sdk/client-kinesis';
import { invalidArgument, KinesisError } from './errors.ts';
import { formatIterator, parseIterator } from './iterator.ts';
import { callLimits, shardRates } from './limits.ts';
import type { InputOf, OutputOf } from './operations.ts';
import type { Service } from './service.ts';
import { recordBytes, type Shard } from './shard.ts';
import type { StoredRecord } from './storage.ts';
import type { Stream } from './stream.ts';

/** Where in a shard to begin. The names are those of GetShardIterator; SubscribeToShard has the same. */
export interface StartingPlace {
  readonly type: string | undefined;
  readonly sequenceNumber: string | undefined;
  readonly timeMs: number | undefined;
}

export function getShardIterator(
  service: Service,
  input: InputOf<'GetShardIterator'>,
  nowMs: number,
): OutputOf<'GetShardIterator'> {
  const stream = service.findUsable(input);
  const shard = stream.shard(input.ShardId ?? '');
  const rate = `GetShardIterator ${stream.state.id} ${shard.id}`;
  if (service.isLimited && !service.rates.passes(rate, shardRates.iteratorCallsPerSecond, nowMs))
    throw throttled(stream, shard);
  const place = {
    type: input.ShardIteratorType,
    sequenceNumber: input.StartingSequenceNumber,
    timeMs: input.Timestamp?.getTime(),
  };
  const number = startingNumber(stream, shard, place, nowMs);
  const iterator = { streamId: stream.state.id, shardId: shard.id, number, issuedMs: nowMs };
  return { ShardIterator: formatIterator(iterator) };
}

export function getRecords(
  service: Service,
  input: InputOf<'GetRecords'>,
  nowMs: number,
): OutputOf<'GetRecords'> {
  const iterator = parseIterator(input.ShardIterator ?? '', nowMs);
  const stream = service.findById(iterator.streamId);
  const shard = stream?.findShard(iterator.shardId);
  if (stream === undefined || shard === undefined)
    throw new KinesisError('ResourceNotFoundException', `Shard ${iterator.shardId} is no more.`);
  if (service.isLimited && !shard.takeReadCall(nowMs)) throw throttled(stream, shard);
  const recordsMax = input.Limit ?? callLimits.getRecordsMax;
  const read = readRecords(shard, iterator.number, { recordsMax, bytesMax: callLimits.getBytesMax }, nowMs);
  shard.tookRead(read.bytes, read.isFull, nowMs);
  return {
    Records: toRecords(stream, shard, read),
    MillisBehindLatest: read.behindMs,
    ...(read.isEnd
      ? { ChildShards: childShards(stream, shard) }
      : { NextShardIterator: formatIterator({ ...iterator, number: read.next, issuedMs: nowMs }) }),
  };
}

/** The stretch of a shard that one answer gives. */
export interface Stretch {
  readonly records: readonly StoredRecord[];
  /** The number of the first of them. */
  readonly from: number;
  /** The number behind the last of them. */
  readonly next: number;
  readonly bytes: number;
  /** Whether no more bytes may be in one answer. */
  readonly isFull: boolean;
  /** How old the last of them is, ms; 0 at the tip, and only there. */
  readonly behindMs: number;
  /** Whether the shard is closed and this is its end. */
  readonly isEnd: boolean;
}

export function readRecords(
  shard: Shard,
  wanted: number,
  bounds: { readonly recordsMax: number; readonly bytesMax: number },
  nowMs: number,
): Stretch {
  const end = shard.visibleEnd(nowMs);
  const from = Math.max(wanted, shard.log.start);
  const records = from < end ? shard.log.read(from, { ...bounds, end }) : [];
  const next = from + records.length;
  const last = records.at(-1);
  const bytes = records.reduce((sum, record) => sum + recordBytes(record), 0);
  return {
    records,
    from,
    next,
    bytes,
    isFull: bytes >= bounds.bytesMax || (next < end && records.length < bounds.recordsMax),
    behindMs: next >= end || last === undefined ? 0 : Math.max(1, nowMs - last.arrivalMs),
    isEnd: !shard.isOpen && next >= shard.log.end,
  };
}

export function toRecords(
  { encryption }: Stream,
  { numbers }: Shard,
  { records, from }: Pick<Stretch, 'records' | 'from'>,
): _Record[] {
  return records.map(({ arrivalMs, partitionKey, data }, index) => ({
    SequenceNumber: numbers.ofRecord(from + index),
    ApproximateArrivalTimestamp: new Date(arrivalMs),
    Data: data,
    PartitionKey: partitionKey,
    ...encryption,
  }));
}

/** What a reader at the end of a closed shard goes on with. */
export function childShards(stream: Stream, shard: Shard): ChildShard[] {
  return stream.childrenOf(shard.id).map(({ id, state }) => ({
    ShardId: id,
    ParentShards: [state.parentShardId, state.adjacentParentShardId].filter((parent) => parent !== undefined),
    HashKeyRange: { StartingHashKey: state.startHashKey, EndingHashKey: state.endHashKey },
  }));
}

/** The number of the first record that a reader who begins at this place gets. Throws InvalidArgumentException. */
export function startingNumber(stream: Stream, shard: Shard, place: StartingPlace, nowMs: number): number {
  switch (place.type) {
    case 'TRIM_HORIZON':
      checkNoNumber(place);
      return shard.log.start;
    case 'LATEST':
      checkNoNumber(place);
      return shard.log.end;
    case 'AT_TIMESTAMP':
      return numberAtTime(shard, place.timeMs, nowMs);
    case 'AT_SEQUENCE_NUMBER':
      return Math.max(0, placeIn(stream, shard, place.sequenceNumber) - 1);
    case 'AFTER_SEQUENCE_NUMBER':
      return placeIn(stream, shard, place.sequenceNumber);
    default:
      throw invalidArgument(`ShardIteratorType ${place.type} is not known.`);
  }
}

function checkNoNumber({ type, sequenceNumber }: StartingPlace): void {
  if (sequenceNumber === undefined) return;
  throw invalidArgument(
    `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and also a StartingSequenceNumber.`,
  );
}

function numberAtTime(shard: Shard, timeMs: number | undefined, nowMs: number): number {
  if (timeMs === undefined)
    throw invalidArgument('Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP.');
  if (timeMs > nowMs)
    throw invalidArgument(
      `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${timeMs}, currentTimestampInMillis: ${nowMs}`,
    );
  return shard.log.numberAtTime(timeMs);
}

function placeIn(stream: Stream, shard: Shard, sequenceNumber: string | undefined): number {
  if (sequenceNumber === undefined)
    throw invalidArgument('Must specify a sequence number for an iterator of its type.');
  const place = shard.numbers.placeOf(sequenceNumber);
  // A closed shard has an ending sequence number, one place behind its last record.
  const last = shard.isOpen ? shard.log.end : shard.log.end + 1;
  if (place !== undefined && place <= last) return place;
  throw invalidArgument(
    `StartingSequenceNumber ${sequenceNumber} used in GetShardIterator on ${stream.whereIs(shard.id)} is invalid because it did not come from this stream.`,
  );
}

function throttled(stream: Stream, shard: Shard): KinesisError {
  const message = `Rate exceeded for ${stream.whereIs(shard.id)}.`;
  return new KinesisError('ProvisionedThroughputExceededException', message);
}
