import type { AgentContext } from './agent-context.ts';
import type { AgentRoad, PlacedRecord } from './agent-road.ts';
import { isAccessDenied } from './aws/errors.ts';
import type { DeliveryLimits } from './flow/deliver.ts';
import { untilReady } from './flow/until-ready.ts';
import type { OutgoingRecord } from './record/outgoing.ts';
import { placeByKey } from './shard/by-key.ts';
import { placeEvenly } from './shard/even.ts';
import { ShardRoom } from './shard/room.ts';
import type { ShardMap } from './shard/shard-map.ts';
import { putRecordsLimits } from './sinks/kinesis/limits.ts';
import type { KinesisOutputOptions } from './sinks/kinesis/options.ts';
import { KinesisSink } from './sinks/kinesis/sink.ts';
import { compress } from './wire/compression.ts';
import type { Packed } from './wire/packer.ts';

/** Under load calls carry so much: what a call costs by itself is as much as 200 KB in it. */
const companyBytes = 1024 * 1024;

/** Blocks → shards → PutRecords. */
export class KinesisRoad implements AgentRoad {
  readonly target: string;
  readonly sink: KinesisSink;
  readonly limits: DeliveryLimits;
  readonly #options: KinesisOutputOptions;
  readonly #context: AgentContext;
  readonly #room: ShardRoom;
  #shardMap: ShardMap | undefined;
  /** Set where this user may not list shards: then Kinesis alone decides by the partition key. */
  #isBlind = false;

  constructor(output: KinesisOutputOptions, context: AgentContext) {
    const { random, connect, telemetry } = context;
    this.target = output.stream;
    this.#options = output;
    this.#context = context;
    this.#room = new ShardRoom(random);
    const events = {
      recordStored: (shardId: string, record: OutgoingRecord) => telemetry.recordStored(shardId, record),
      shardThrottled: (shardId: string) => this.#throttled(shardId),
      shardMoved: (predicted: string, actual: string) => this.#moved(predicted, actual),
    };
    this.sink = new KinesisSink(output, events, connect);
    this.limits = limitsOf(output);
  }

  async ready(signal: AbortSignal): Promise<readonly string[]> {
    try {
      await this.sink.check(signal);
      this.#shardMap = await this.sink.shardMap(signal);
      return this.#shardMap.shards.map(({ shardId }) => shardId);
    } catch (error) {
      // A policy written for amazon-kinesis-agent lets it put records, and nothing else.
      if (this.#options.format !== 'compat' || !isAccessDenied(error)) throw error;
      this.#isBlind = true;
      this.#context.telemetry.shardsHidden(error);
      return [];
    }
  }

  encode(bytes: Uint8Array): Promise<Uint8Array> {
    return compress(bytes, this.#compression);
  }

  async place(packed: Packed, data: Uint8Array): Promise<PlacedRecord | undefined> {
    if (this.#isBlind) return { record: unplaced(packed, data), waitMs: 0 };
    const map = await this.#shards();
    if (map === undefined) return undefined;
    const nowMs = this.#context.clock.nowMs();
    const { partitionKey } = packed;
    const placed =
      partitionKey === undefined
        ? undefined
        : placeByKey(packed, { data, partitionKey }, map, this.#room, nowMs);
    return placed ?? placeEvenly(packed, data, map, this.#room, nowMs);
  }

  get #compression() {
    const { format, compression } = this.#options;
    return format === 'block' ? compression : 'none';
  }

  /** The open shards, listed anew after a sign of resharding. */
  async #shards(): Promise<ShardMap | undefined> {
    if (this.#shardMap !== undefined) return this.#shardMap;
    const { clock, random, telemetry, force } = this.#context;
    const waiting = telemetry.waiting.bind(telemetry);
    this.#shardMap = await untilReady(() => this.sink.shardMap(force), {
      clock,
      random,
      signal: force,
      waiting,
      keepsTrying: true,
    });
    return this.#shardMap;
  }

  #throttled(shardId: string): void {
    this.#context.telemetry.shardThrottled(shardId);
    this.#room.throttled(shardId, this.#context.clock.nowMs());
  }

  #moved(predicted: string, actual: string): void {
    this.#context.telemetry.shardMoved(predicted, actual);
    this.#shardMap = undefined;
  }
}

function unplaced({ id, partitionKey = id, events, positions }: Packed, data: Uint8Array): OutgoingRecord {
  return { data, partitionKey, shardId: '', events, positions };
}

function limitsOf({ callsMax, pendingBytesMax, format, compat, flushDelayMs }: KinesisOutputOptions) {
  const { recordsMax, bytesMax } = putRecordsLimits;
  const isCompat = format === 'compat';
  return {
    batchItemsMax: isCompat ? compat.bufferRecordsMax : recordsMax,
    batchBytesMax: isCompat ? compat.bufferBytesMax : bytesMax,
    // A block has waited for company already; single records wait a moment to fill a call.
    lingerMs: format === 'block' ? 0 : flushDelayMs,
    companyBytes,
    callsMax,
    pendingBytesMax,
  };
}
