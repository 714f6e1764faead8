import { join } from 'node:path';
import type { AgentContext } from './agent-context.ts';
import { isThroughputExceeded } from './aws/errors.ts';
import type { AgentOptions } from './config/agent-options.ts';
import { Commits } from './flow/commits.ts';
import { Delivery } from './flow/deliver.ts';
import { InOrder } from './flow/in-order.ts';
import type { ItemFailure } from './flow/seams.ts';
import { untilReady } from './flow/until-ready.ts';
import type { OutgoingRecord } from './record/outgoing.ts';
import type { Position } from './record/position.ts';
import { placeEvenly } from './shard/even.ts';
import { ShardRoom } from './shard/room.ts';
import type { ShardMap } from './shard/shard-map.ts';
import { DeadLetterFile } from './sinks/deadletter/file.ts';
import { putRecordsLimits } from './sinks/kinesis/limits.ts';
import { KinesisSink } from './sinks/kinesis/sink.ts';
import { compress } from './wire/compression.ts';
import type { Packed } from './wire/packer.ts';

/** Acknowledgements within this time share one fsync; a crash in between sends again what they covered. */
const commitDelayMs = 200;

/** Under load calls carry so much: what a call costs by itself is as much as 200 KB in it. */
const companyBytes = 1024 * 1024;

/** Blocks → shards → PutRecords → positions. */
export class AgentWriter {
  readonly #options: AgentOptions['output'];
  readonly #context: AgentContext;
  readonly #sink: KinesisSink;
  readonly #room: ShardRoom;
  readonly #delivery: Delivery<OutgoingRecord>;
  readonly #deadLetters: DeadLetterFile;
  readonly #commits: Commits<Position>;
  /** Positions only: behind one record that is stuck, the data of those that are stored must not pile up. */
  readonly #inOrder = new InOrder<readonly Position[]>();
  readonly #settle = new Map<OutgoingRecord, () => readonly (readonly Position[])[]>();
  #shardMap: ShardMap | undefined;
  /** Done when all blocks before the next have found their shard. */
  #placing: Promise<void> = Promise.resolve();

  constructor(
    options: AgentOptions,
    context: AgentContext,
    commit: (positions: readonly Position[]) => void,
  ) {
    const { clock, random, connect, telemetry, force } = context;
    this.#options = options.output;
    this.#context = context;
    this.#commits = new Commits({
      keyOf: ({ generation }) => generation,
      commit,
      delayMs: commitDelayMs,
      clock,
    });
    this.#room = new ShardRoom(random);
    this.#deadLetters = new DeadLetterFile(join(options.dataDir, 'dead-letters.jsonl'));
    const events = {
      recordStored: (shardId: string, record: OutgoingRecord) => telemetry.recordStored(shardId, record),
      shardThrottled: (shardId: string) => this.#throttled(shardId),
      shardMoved: (predicted: string, actual: string) => this.#moved(predicted, actual),
    };
    this.#sink = new KinesisSink(options.output, events, connect);
    this.#delivery = new Delivery<OutgoingRecord>({
      sink: this.#sink,
      sizeOf: ({ data, partitionKey }) => data.length + partitionKey.length,
      limits: this.#deliveryLimits(),
      events: {
        settled: (record) => this.#settled(record),
        refused: (record, failure) => this.#refused(record, failure),
        retrying: (records, failure) => telemetry.retrying(records, named(failure)),
      },
      clock,
      random,
      signal: force,
    });
  }

  /** Waits until the stream answers; false where the agent was stopped before. */
  async start(agentId: string): Promise<boolean> {
    const { clock, random, telemetry, stop } = this.#context;
    const waiting = telemetry.waiting.bind(telemetry);
    const shardMap = await untilReady(
      async () => {
        await this.#sink.check(stop);
        return this.#sink.shardMap(stop);
      },
      { clock, random, signal: stop, waiting },
    );
    if (shardMap === undefined) return false;
    this.#shardMap = shardMap;
    telemetry.started({
      agentId,
      stream: this.#options.stream,
      shardIds: shardMap.shards.map(({ shardId }) => shardId),
    });
    return true;
  }

  /** Aborts when nothing can be delivered any more; `close` then throws why. */
  get broken(): AbortSignal {
    return this.#delivery.broken;
  }

  /**
   * Sends one block on its way. While it is compressed, on another thread, the next one may be filled; the one after
   * waits, as it does where a shard, or the memory for what is on its way, has no room.
   */
  async ship(packed: Packed | undefined): Promise<void> {
    if (packed === undefined) return;
    const before = this.#placing;
    const compression = this.#options.format === 'single' ? 'none' : this.#options.compression;
    this.#placing = this.#place(packed, compress(packed.bytes, compression), before);
    this.#placing.catch(() => {}); // The next block hears of it, or the end.
    await before;
  }

  /** In the order in which blocks were packed. */
  async #place(packed: Packed, compressed: Promise<Uint8Array>, before: Promise<void>): Promise<void> {
    const [data] = await Promise.all([compressed, before]);
    if (data !== packed.bytes) packed.release?.();
    const { clock, force } = this.#context;
    const map = await this.#shards();
    if (map === undefined) return;
    const { record, waitMs } = placeEvenly(packed, data, map, this.#room, clock.nowMs());
    if (waitMs > 0) await clock.sleep(waitMs, force);
    this.#settle.set(record, this.#inOrder.add(record.positions));
    await this.#delivery.push(record);
  }

  /** Moves a position in its turn, behind all that was shipped before, without a record: its events are not sent. */
  pass(position: Position): void {
    this.#placing = this.#placing.then(() => {
      if (this.#context.force.aborted) return; // What was shipped last may not be on its way.
      const settle = this.#inOrder.add([position]);
      for (const positions of settle()) this.#commits.add(positions);
    });
    this.#placing.catch(() => {}); // The next block hears of it, or the end.
  }

  /** Gives up: there is no use in delivering what cannot be remembered. */
  abort(reason: unknown): void {
    this.#delivery.abort(reason);
  }

  /** Resolves when all that was shipped is acknowledged and its positions are on the disk. */
  async close(): Promise<void> {
    try {
      await this.#placing.finally(() => this.#delivery.close());
    } finally {
      this.#commits.flush();
      await this.#deadLetters.close();
      await this.#sink.close();
    }
  }

  #deliveryLimits() {
    const { callsMax, pendingBytesMax } = this.#options;
    const { recordsMax, bytesMax } = putRecordsLimits;
    // A block has waited for company already; single records wait a moment to fill a call.
    const lingerMs = this.#options.format === 'single' ? this.#options.flushDelayMs : 0;
    return {
      batchItemsMax: recordsMax,
      batchBytesMax: bytesMax,
      lingerMs,
      companyBytes,
      callsMax,
      pendingBytesMax,
    };
  }

  /** The open shards, listed anew after a sign of resharding. */
  async #shards(): Promise<ShardMap | undefined> {
    if (this.#shardMap !== undefined) return this.#shardMap;
    const { clock, random, telemetry, force } = this.#context;
    const waiting = telemetry.waiting.bind(telemetry);
    this.#shardMap = await untilReady(() => this.#sink.shardMap(force), {
      clock,
      random,
      signal: force,
      waiting,
      keepsTrying: true,
    });
    return this.#shardMap;
  }

  #settled(record: OutgoingRecord): void {
    const settle = this.#settle.get(record);
    this.#settle.delete(record);
    for (const positions of settle?.() ?? []) this.#commits.add(positions);
  }

  async #refused(record: OutgoingRecord, failure: ItemFailure): Promise<void> {
    const { telemetry, clock } = this.#context;
    const { code, reason } = failure;
    const origin = { stream: this.#options.stream, positions: record.positions };
    await this.#deadLetters.write({ code, reason, origin, data: record.data }, clock.nowMs());
    telemetry.deadLettered(record.events, failure, this.#deadLetters.path);
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

/** Throttling by one word, whether Kinesis said it of a record or of the call. */
function named<Failure extends { readonly code: string }>(failure: Failure): Failure {
  return isThroughputExceeded(failure.code) ? { ...failure, code: 'throttled' } : failure;
}
