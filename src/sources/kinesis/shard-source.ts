import { type _Record, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-kinesis';
import { isExpiredIterator, toSinkError } from '../../aws/errors.ts';
import { type KinesisConnection, streamReference } from '../../aws/kinesis-client.ts';
import type { Clock, Random } from '../../flow/clock.ts';
import { defaultRetryPlan, retryDelayMs } from '../../flow/retry.ts';
import type { SinkError, Source } from '../../flow/seams.ts';
import type { Checkpoint } from '../../record/checkpoint.ts';
import type { IncomingRecord } from '../../record/incoming.ts';

/** Five GetRecords calls a second and shard (API reference, GetRecords). */
const callGapMs = 200;
/** Records of one call: the most Kinesis gives (API reference, GetRecords). */
const recordsMax = 10_000;

/** What the source has to tell; each is logged and counted in one place. */
export interface ShardEvents {
  recordsRead(shardId: string, records: number, bytes: number, behindMs: number): void;
  readThrottled(shardId: string): void;
  readFailed(shardId: string, error: SinkError, waitMs: number): void;
  /** The stored place is trimmed: records before the oldest one left are lost to this reader. */
  shardMissed(shardId: string): void;
}

export interface ShardSourceOptions {
  readonly client: KinesisConnection;
  readonly stream: string;
  readonly shardId: string;
  readonly from: Checkpoint;
  readonly pollDelayMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: ShardEvents;
}

/** Polls one shard. Ends when the shard is closed and read to its end, or the signal aborts. */
export class ShardSource implements Source<readonly IncomingRecord[]> {
  readonly #options: ShardSourceOptions;
  #place: Checkpoint;
  #iterator: string | undefined;
  #failures = 0;
  /** Whether the last record of a closed shard was handed out. */
  ended = false;

  constructor(options: ShardSourceOptions) {
    this.#options = options;
    this.#place = options.from;
  }

  async *read(signal: AbortSignal): AsyncGenerator<readonly IncomingRecord[]> {
    const { clock, pollDelayMs } = this.#options;
    while (!signal.aborted && !this.ended) {
      const askedMs = clock.nowMs();
      const records = await this.#poll(signal);
      if (records === undefined) continue;
      if (records.length > 0) yield records;
      if (this.ended) return;
      const gapMs = records.length > 0 ? callGapMs : pollDelayMs;
      const tookMs = clock.nowMs() - askedMs;
      // Below 0 the machine's clock was set back: that must not make the pause longer.
      await clock.sleep(gapMs - Math.min(gapMs, Math.max(0, tookMs)), signal);
    }
  }

  async close(): Promise<void> {}

  /** One call; undefined where it failed and is to be made again, after a wait. */
  async #poll(signal: AbortSignal): Promise<readonly IncomingRecord[] | undefined> {
    try {
      this.#iterator ??= await this.#askIterator(signal);
      const command = new GetRecordsCommand({ ShardIterator: this.#iterator, Limit: recordsMax });
      const answer = await this.#options.client.send(command, { abortSignal: signal });
      this.#failures = 0;
      this.#iterator = answer.NextShardIterator;
      this.ended = answer.NextShardIterator === undefined || answer.NextShardIterator === null;
      return this.#took(answer.Records ?? [], answer.MillisBehindLatest ?? 0);
    } catch (error) {
      if (!signal.aborted) await this.#failed(error, signal);
      return undefined;
    }
  }

  #took(sdkRecords: readonly _Record[], millisBehindLatest: number): readonly IncomingRecord[] {
    const { stream, shardId, clock, events } = this.#options;
    const records = sdkRecords.map((record) => fromSdk(record, stream, shardId));
    const last = records.at(-1);
    if (last !== undefined) this.#place = { kind: 'sequence', sequenceNumber: last.sequenceNumber };
    // Some engines always say 0: the age of what came is a lower bound of the truth.
    const ageMs = last === undefined ? 0 : Math.max(0, clock.nowMs() - last.arrivalMs);
    const bytes = records.reduce((sum, { data }) => sum + data.length, 0);
    events.recordsRead(shardId, records.length, bytes, Math.max(millisBehindLatest, ageMs));
    return records;
  }

  async #failed(error: unknown, signal: AbortSignal): Promise<void> {
    const { shardId, clock, random, events } = this.#options;
    this.#iterator = undefined;
    if (isExpiredIterator(error)) return;
    const failure = toSinkError(
      error,
      `read shard ${shardId}`,
      'kinesis:GetShardIterator and kinesis:GetRecords',
    );
    if (failure.code === 'invalid' && this.#place.kind === 'sequence') {
      events.shardMissed(shardId);
      this.#place = { kind: 'trimHorizon' };
      return;
    }
    this.#failures += 1;
    const waitMs = retryDelayMs(this.#failures, defaultRetryPlan, random);
    if (failure.code === 'throttled') events.readThrottled(shardId);
    else events.readFailed(shardId, failure, waitMs);
    await clock.sleep(waitMs, signal);
  }

  async #askIterator(signal: AbortSignal): Promise<string> {
    const { client, stream, shardId } = this.#options;
    const command = new GetShardIteratorCommand({
      ...streamReference(stream),
      ShardId: shardId,
      ...iteratorAt(this.#place),
    });
    const { ShardIterator } = await client.send(command, { abortSignal: signal });
    if (ShardIterator === undefined) throw new Error('GetShardIterator gave no iterator');
    return ShardIterator;
  }
}

function iteratorAt(place: Checkpoint) {
  switch (place.kind) {
    case 'sequence':
      return {
        ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
        StartingSequenceNumber: place.sequenceNumber,
      } as const;
    case 'timestamp':
      return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(place.timeMs) } as const;
    case 'trimHorizon':
    case 'shardEnd':
      return { ShardIteratorType: 'TRIM_HORIZON' } as const;
  }
}

function fromSdk(record: _Record, stream: string, shardId: string): IncomingRecord {
  return {
    stream,
    shardId,
    sequenceNumber: record.SequenceNumber ?? '',
    partitionKey: record.PartitionKey ?? '',
    arrivalMs: record.ApproximateArrivalTimestamp?.getTime() ?? 0,
    data: record.Data ?? new Uint8Array(),
  };
}
