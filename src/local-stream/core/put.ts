import type { PutRecordsRequestEntry, PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { hashKeyMax, hashKeyOf } from '../../shard/hash-key.ts';
import { invalidArgument, KinesisError } from './errors.ts';
import type { Fault, RecordFault } from './faults.ts';
import { callLimits } from './limits.ts';
import type { InputOf, OutputOf } from './operations.ts';
import type { Service } from './service.ts';
import { recordBytes, type Shard } from './shard.ts';
import type { StoredRecord } from './storage.ts';
import type { Stream } from './stream.ts';

const kibibyte = 1024;

/** Each record is judged by itself: one that is throttled stands between others that are stored. */
export function putRecords(
  service: Service,
  input: InputOf<'PutRecords'>,
  nowMs: number,
): OutputOf<'PutRecords'> {
  const stream = service.findUsable(input);
  const incoming = admit(stream, input.Records ?? []);
  const batch = new Batch(service, stream, 'PutRecords', nowMs);
  const Records = incoming.map((record) => batch.add(record));
  batch.store();
  const FailedRecordCount = Records.filter(({ ErrorCode }) => ErrorCode !== undefined).length;
  return { FailedRecordCount, Records, ...stream.encryption };
}

export function putRecord(
  service: Service,
  input: InputOf<'PutRecord'>,
  nowMs: number,
): OutputOf<'PutRecord'> {
  const stream = service.findUsable(input);
  const incoming = admitOne(stream, input, 0);
  checkOrdering(stream, input.SequenceNumberForOrdering);
  const batch = new Batch(service, stream, 'PutRecord', nowMs);
  const { ShardId, SequenceNumber, ErrorCode, ErrorMessage = '' } = batch.add(incoming);
  if (ErrorCode !== undefined) {
    const isThrottled = ErrorCode === 'ProvisionedThroughputExceededException';
    throw new KinesisError(isThrottled ? ErrorCode : 'InternalFailure', ErrorMessage);
  }
  batch.store();
  return { ShardId, SequenceNumber, ...stream.encryption };
}

type Entry = Pick<PutRecordsRequestEntry, 'Data' | 'PartitionKey' | 'ExplicitHashKey'>;

/** A record that may be stored as far as itself goes, and where. */
interface Incoming {
  readonly shard: Shard;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly bytes: number;
}

/** Before anything is stored or counted: a call that is refused leaves no trace. Throws InvalidArgumentException. */
function admit(stream: Stream, entries: readonly Entry[]): Incoming[] {
  const { putRecordsMax, putBytesMax } = callLimits;
  if (entries.length > putRecordsMax)
    throw invalidArgument(`The request has ${entries.length} records, at most ${putRecordsMax} are allowed.`);
  const incoming = entries.map((entry, index) => admitOne(stream, entry, index));
  const sum = incoming.reduce((total, { bytes }) => total + bytes, 0);
  if (sum <= putBytesMax) return incoming;
  throw invalidArgument(
    `The records have ${sum} bytes with their partition keys, at most ${putBytesMax} are allowed.`,
  );
}

function admitOne(stream: Stream, entry: Entry, index: number): Incoming {
  const { Data: data = new Uint8Array(), PartitionKey: partitionKey = '', ExplicitHashKey } = entry;
  const bytes = recordBytes({ data, partitionKey });
  const bytesMax = stream.state.recordKibibytesMax * kibibyte;
  if (bytes > bytesMax)
    throw invalidArgument(
      `Record ${index + 1} has ${bytes} bytes with its partition key, stream ${stream.state.name} allows ${bytesMax}.`,
    );
  return { shard: stream.shardOf(hashKeyIn(partitionKey, ExplicitHashKey)), partitionKey, data, bytes };
}

/** What one call writes: gathered by shard, so that each shard is appended to once. */
class Batch {
  readonly #service: Service;
  readonly #stream: Stream;
  readonly #operation: 'PutRecord' | 'PutRecords';
  readonly #nowMs: number;
  readonly #records = new Map<Shard, StoredRecord[]>();

  constructor(service: Service, stream: Stream, operation: 'PutRecord' | 'PutRecords', nowMs: number) {
    this.#service = service;
    this.#stream = stream;
    this.#operation = operation;
    this.#nowMs = nowMs;
  }

  add({ shard, partitionKey, data, bytes }: Incoming): PutRecordsResultEntry {
    const { isLimited } = this.#service;
    if (isLimited && !shard.takeWrite(bytes, this.#nowMs)) return throttled(this.#stream, shard);
    // Only now: a rule with a count is not used up by records that would not have been stored.
    const fault = this.#faultOf(shard);
    if (fault?.kind === 'throttleRecord') return throttled(this.#stream, shard);
    if (fault?.kind === 'failRecord')
      return { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal service failure.' };
    const records = this.#recordsOf(shard);
    const number = shard.log.end + records.length;
    if (fault?.kind === 'late') shard.hold(number, this.#nowMs + fault.delayMs);
    records.push({ arrivalMs: shard.arrivalMs(this.#nowMs), partitionKey, data });
    return { SequenceNumber: shard.numbers.ofRecord(number), ShardId: shard.id };
  }

  store(): void {
    for (const [shard, records] of this.#records) shard.log.append(records);
  }

  #faultOf(shard: Shard): Fault<RecordFault> | undefined {
    const subject = { operation: this.#operation, stream: this.#stream.state.name, shardId: shard.id };
    return this.#service.options.faults.forRecord(subject);
  }

  #recordsOf(shard: Shard): StoredRecord[] {
    let records = this.#records.get(shard);
    if (records === undefined) {
      records = [];
      this.#records.set(shard, records);
    }
    return records;
  }
}

function throttled(stream: Stream, shard: Shard): PutRecordsResultEntry {
  return {
    ErrorCode: 'ProvisionedThroughputExceededException',
    ErrorMessage: `Rate exceeded for ${stream.whereIs(shard.id)}.`,
  };
}

function hashKeyIn(partitionKey: string, explicit: string | undefined): bigint {
  if (explicit === undefined) return hashKeyOf(partitionKey);
  const hashKey = BigInt(explicit);
  if (hashKey <= hashKeyMax) return hashKey;
  const range = `[0, 2^128-1]. Specified value was ${explicit}`;
  throw invalidArgument(`Invalid ExplicitHashKey. ExplicitHashKey must be in the range: ${range}`);
}

/** What is stored grows in any case; the number only has to be one of this stream. */
function checkOrdering(stream: Stream, sequenceNumber: string | undefined): void {
  if (sequenceNumber === undefined) return;
  if (stream.shards.some(({ numbers }) => numbers.placeOf(sequenceNumber) !== undefined)) return;
  throw invalidArgument(
    `SequenceNumberForOrdering ${sequenceNumber} is not one of stream ${stream.state.name}.`,
  );
}
