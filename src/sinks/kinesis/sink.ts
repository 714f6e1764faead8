import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { AwsAddress } from '../../aws/client-config.ts';
import { isThroughputExceeded, toSinkError } from '../../aws/errors.ts';
import { type KinesisConnection, streamReference } from '../../aws/kinesis-client.ts';
import { giveBody, putRecordsBody } from '../../aws/put-records-body.ts';
import { checkStream, listOpenShards } from '../../aws/stream.ts';
import type { ItemFailure, Sink, WriteOutcome } from '../../flow/seams.ts';
import type { OutgoingRecord } from '../../record/outgoing.ts';
import { ShardMap } from '../../shard/shard-map.ts';
import { BufferPool } from '../../wire/buffer-pool.ts';
import { recordBytesMax } from './limits.ts';
import type { KinesisOutputOptions } from './options.ts';
import { type EntryResult, sortByOutcome } from './outcome.ts';

/** What the sink has to tell; each is logged and counted in one place. */
export interface KinesisSinkEvents {
  recordStored(shardId: string, record: OutgoingRecord): void;
  shardThrottled(shardId: string): void;
  /** A record went to another shard than the map said: the stream was resharded. */
  shardMoved(predicted: string, actual: string): void;
}

/** Bodies of calls that are used again, as many as calls under way by default, and as large as they mostly are. */
const bodiesKept = 4;
const bodyBytesKept = 4 * 1024 * 1024;

/** Puts records on a stream, one PutRecords call a batch. */
export class KinesisSink implements Sink<OutgoingRecord> {
  readonly #client: KinesisConnection;
  readonly #stream: string;
  readonly #events: KinesisSinkEvents;
  readonly #bodies = new BufferPool(bodiesKept, bodyBytesKept);

  constructor(
    options: Pick<KinesisOutputOptions, 'stream' | 'region' | 'endpoint'>,
    events: KinesisSinkEvents,
    connect: (address: AwsAddress) => KinesisConnection,
  ) {
    this.#client = connect(options);
    this.#stream = options.stream;
    this.#events = events;
  }

  check(signal: AbortSignal): Promise<void> {
    return checkStream(this.#client, this.#stream, signal);
  }

  async shardMap(signal: AbortSignal): Promise<ShardMap> {
    return new ShardMap(await listOpenShards(this.#client, this.#stream, signal));
  }

  async write(batch: readonly OutgoingRecord[], signal: AbortSignal): Promise<WriteOutcome> {
    const tooLarge = batch.flatMap(refuseTooLarge);
    if (tooLarge.length > 0) {
      // Kinesis would refuse the whole call for one of them: the others go again, without it.
      const refused = new Set(tooLarge.map(({ index }) => index));
      const others = batch.flatMap((_, index) => (refused.has(index) ? [] : [index]));
      const retry = others.map((index) => ({
        index,
        code: 'neighbour_refused',
        reason: 'a neighbour was too large',
      }));
      return { stored: [], retry, refused: tooLarge };
    }
    const results = await this.#put(batch, signal);
    this.#tell(batch, results);
    return sortByOutcome(results, batch.length);
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  async #put(batch: readonly OutgoingRecord[], signal: AbortSignal): Promise<readonly EntryResult[]> {
    const Records = batch.map(({ data, partitionKey, explicitHashKey }) => ({
      Data: data,
      PartitionKey: partitionKey,
      ...(explicitHashKey !== undefined && { ExplicitHashKey: explicitHashKey }),
    }));
    const command = new PutRecordsCommand({ ...streamReference(this.#stream), Records });
    const body = putRecordsBody(command.input, (bytes) => this.#bodies.take(bytes));
    giveBody(command, body);
    try {
      const answer = await this.#client.send(command, { abortSignal: signal });
      this.#bodies.give(body); // Only after an answer: what failed may still be on its way out.
      return answer.Records ?? [];
    } catch (error) {
      throw toSinkError(error, `put records on stream "${this.#stream}"`, 'kinesis:PutRecords');
    }
  }

  #tell(batch: readonly OutgoingRecord[], results: readonly EntryResult[]): void {
    for (const [index, record] of batch.entries()) {
      const { ErrorCode, ShardId } = results[index] ?? {};
      if (ErrorCode !== undefined && isThroughputExceeded(ErrorCode))
        this.#events.shardThrottled(record.shardId);
      if (ErrorCode !== undefined || ShardId === undefined) continue;
      this.#events.recordStored(ShardId, record);
      if (record.shardId !== '' && ShardId !== record.shardId)
        this.#events.shardMoved(record.shardId, ShardId);
    }
  }
}

function refuseTooLarge(record: OutgoingRecord, index: number): ItemFailure[] {
  const size = record.data.length + Buffer.byteLength(record.partitionKey);
  if (size <= recordBytesMax) return [];
  return [{ index, code: 'record_too_large', reason: `${size} bytes, a record holds ${recordBytesMax}` }];
}
