import type { PutRecordsRequestEntry, PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { hashKeyMax, hashKeyOf } from '../../shard/hash-key.ts';
import { invalidArgument, KinesisError } from './errors.ts';
import { callLimits } from './limits.ts';
import type { InputOf, OutputOf } from './operations.ts';
import type { Service } from './service.ts';
import { recordBytes, type Shard } from './shard.ts';
import type { StoredRecord } from './storage.ts';
import { accountId, type Stream } from './stream.ts';

const kibibyte = 1024;

/** Each record is judged by itself: one that is throttled stands between others that are stored. */
export function putRecords(
  service: Service,
  input: InputOf<'PutRecords'>,
  nowMs: number,
): OutputOf<'PutRecords'> {
  const stream = service.findUsable(input);
  const entries = input.Records ?? [];
  checkSizes(stream, entries);
  const batch = new Batch(service, stream, 'PutRecords', nowMs);
  const Records = entries.map((entry) => batch.add(entry));
  batch.store();
  const FailedRecordCount = Records.filter(({ ErrorCode }) => ErrorCode !== undefined).length;
  return { FailedRecordCount, Records, ...encryptionOf(stream) };
}

export function putRecord(
  service: Service,
  input: InputOf<'PutRecord'>,
  nowMs: number,
): OutputOf<'PutRecord'> {
  const stream = service.findUsable(input);
  checkSizes(stream, [input]);
  checkOrdering(stream, input.SequenceNumberForOrdering);
  const batch = new Batch(service, stream, 'PutRecord', nowMs);
  const { ShardId, SequenceNumber, ErrorCode, ErrorMessage = '' } = batch.add(input);
  if (ErrorCode !== undefined) {
    const isThrottled = ErrorCode === 'ProvisionedThroughputExceededException';
    throw new KinesisError(isThrottled ? ErrorCode : 'InternalFailure', ErrorMessage);
  }
  batch.store();
  return { ShardId, SequenceNumber, ...encryptionOf(stream) };
}

type Entry = Pick<PutRecordsRequestEntry, 'Data' | 'PartitionKey' | 'ExplicitHashKey'>;

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

  add({
    Data: data = new Uint8Array(),
    PartitionKey: partitionKey = '',
    ExplicitHashKey,
  }: Entry): PutRecordsResultEntry {
    const shard = this.#stream.shardOf(hashKeyIn(partitionKey, ExplicitHashKey));
    const { options, isLimited } = this.#service;
    const stream = this.#stream.state.name;
    const fault = options.faults.forRecord({ operation: this.#operation, stream, shardId: shard.id });
    if (fault?.kind === 'failRecord')
      return { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal service failure.' };
    const isThrottled = isLimited && !shard.takeWrite(recordBytes({ data, partitionKey }), this.#nowMs);
    if (isThrottled || fault?.kind === 'throttleRecord') return throttled(shard, stream);
    const records = this.#recordsOf(shard);
    const number = shard.log.end + records.length;
    if (fault?.kind === 'late') shard.hold(number, this.#nowMs + fault.delayMs);
    records.push({ arrivalMs: shard.arrivalMs(this.#nowMs), partitionKey, data });
    return { SequenceNumber: shard.numbers.ofRecord(number), ShardId: shard.id };
  }

  store(): void {
    for (const [shard, records] of this.#records) shard.log.append(records);
  }

  #recordsOf(shard: Shard): StoredRecord[] {
    const records = this.#records.get(shard) ?? [];
    this.#records.set(shard, records);
    return records;
  }
}

function throttled(shard: Shard, stream: string): PutRecordsResultEntry {
  return {
    ErrorCode: 'ProvisionedThroughputExceededException',
    ErrorMessage: `Rate exceeded for shard ${shard.id} in stream ${stream} under account ${accountId}.`,
  };
}

function checkSizes({ state }: Stream, entries: readonly Entry[]): void {
  const { putRecordsMax, putBytesMax } = callLimits;
  if (entries.length > putRecordsMax)
    throw invalidArgument(`The request has ${entries.length} records, at most ${putRecordsMax} are allowed.`);
  const recordBytesMax = state.recordKibibytesMax * kibibyte;
  let sum = 0;
  for (const [
    index,
    { Data: data = new Uint8Array(), PartitionKey: partitionKey = '' },
  ] of entries.entries()) {
    const bytes = recordBytes({ data, partitionKey });
    if (bytes > recordBytesMax)
      throw invalidArgument(
        `Record ${index + 1} has ${bytes} bytes with its partition key, stream ${state.name} allows ${recordBytesMax}.`,
      );
    sum += bytes;
  }
  if (sum > putBytesMax)
    throw invalidArgument(
      `The records have ${sum} bytes with their partition keys, at most ${putBytesMax} are allowed.`,
    );
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

function encryptionOf({ state }: Stream): { EncryptionType?: 'KMS' } {
  return state.kmsKeyId === undefined ? {} : { EncryptionType: 'KMS' };
}
