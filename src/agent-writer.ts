import { join } from 'node:path';
import type { AgentContext } from './agent-context.ts';
import { FirehoseRoad } from './agent-firehose.ts';
import { KinesisRoad } from './agent-kinesis.ts';
import type { AgentRoad } from './agent-road.ts';
import { isThroughputExceeded } from './aws/errors.ts';
import type { AgentOptions } from './config/agent-options.ts';
import { Commits } from './flow/commits.ts';
import { Delivery } from './flow/deliver.ts';
import { InOrder } from './flow/in-order.ts';
import type { ItemFailure } from './flow/seams.ts';
import { untilReady } from './flow/until-ready.ts';
import type { OutgoingRecord } from './record/outgoing.ts';
import type { Position } from './record/position.ts';
import { DeadLetterFile } from './sinks/deadletter/file.ts';
import type { Packed } from './wire/packer.ts';

/** Acknowledgements within this time share one fsync; a crash in between sends again what they covered. */
const commitDelayMs = 200;

/** Blocks → road → positions. */
export class AgentWriter {
  readonly #context: AgentContext;
  readonly #road: AgentRoad;
  readonly #delivery: Delivery<OutgoingRecord>;
  readonly #deadLetters: DeadLetterFile;
  readonly #commits: Commits<Position>;
  /** Positions only: behind one record that is stuck, the data of those that are stored must not pile up. */
  readonly #inOrder = new InOrder<readonly Position[]>();
  readonly #settle = new Map<OutgoingRecord, () => readonly (readonly Position[])[]>();
  /** Done when all blocks before the next have found their place. */
  #placing: Promise<void> = Promise.resolve();

  constructor(
    options: AgentOptions,
    context: AgentContext,
    commit: (positions: readonly Position[]) => void,
  ) {
    const { clock, random, telemetry, force } = context;
    this.#context = context;
    this.#commits = new Commits({
      keyOf: ({ generation }) => generation,
      commit,
      delayMs: commitDelayMs,
      clock,
    });
    this.#deadLetters = new DeadLetterFile(join(options.dataDir, 'dead-letters.jsonl'));
    this.#road = createRoad(options.output, context);
    this.#delivery = new Delivery<OutgoingRecord>({
      sink: this.#road.sink,
      sizeOf: ({ data, partitionKey }) => data.length + partitionKey.length,
      limits: this.#road.limits,
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
    const shardIds = await untilReady(() => this.#road.ready(stop), { clock, random, signal: stop, waiting });
    if (shardIds === undefined) return false;
    telemetry.started({ agentId, stream: this.#road.target, shardIds });
    return true;
  }

  /** Aborts when nothing can be delivered any more; `close` then throws why. */
  get broken(): AbortSignal {
    return this.#delivery.broken;
  }

  /**
   * Keeps lines that are not to be sent, all of them at the cost of one fsync. To be called before what they came with
   * is shipped: then their place may be passed.
   */
  async keepRefused(packed: readonly Packed[]): Promise<void> {
    const letters = packed.flatMap(({ refused = [], positions }) =>
      refused.map(({ code, reason, line }) => ({
        code,
        reason,
        origin: this.#origin(positions),
        data: line,
      })),
    );
    const [first] = letters;
    if (first === undefined) return;
    const { telemetry, clock } = this.#context;
    await this.#deadLetters.writeAll(letters, clock.nowMs());
    telemetry.linesRefused(letters.length, first, this.#deadLetters.path, Buffer.from(first.data).toString());
  }

  /**
   * Sends one block on its way. While it is compressed, on another thread, the next one may be filled; the one after
   * waits, as it does where a shard, or the memory for what is on its way, has no room.
   */
  async ship(packed: Packed | undefined): Promise<void> {
    if (packed === undefined) return;
    const before = this.#placing;
    if (packed.events === 0) this.pass(packed.positions);
    else this.#queue(this.#place(packed, this.#road.encode(packed.bytes), before));
    await before;
  }

  /** In the order in which blocks were packed. */
  async #place(packed: Packed, encoded: Promise<Uint8Array>, before: Promise<void>): Promise<void> {
    const [data] = await Promise.all([encoded, before]);
    if (data !== packed.bytes) packed.release?.();
    const { clock, force } = this.#context;
    const placed = await this.#road.place(packed, data);
    if (placed === undefined) return;
    const { record, waitMs } = placed;
    if (waitMs > 0) await clock.sleep(waitMs, force);
    this.#settle.set(record, this.#inOrder.add(record.positions));
    await this.#delivery.push(record);
  }

  /**
   * Moves positions in their turn, behind all that was shipped before, without a record: what lies before them is not to
   * be sent, as events that steps leave out and lines that are dead letters.
   */
  pass(positions: readonly Position[]): void {
    const passed = this.#placing.then(() => {
      if (this.#context.force.aborted) return; // What was shipped last may not be on its way.
      for (const released of this.#inOrder.add(positions)()) this.#commits.add(released);
    });
    this.#queue(passed);
  }

  /** What comes next waits until this is done. */
  #queue(placing: Promise<void>): void {
    this.#placing = placing;
    placing.catch(() => {}); // The next block hears of it, or the end.
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
      await this.#road.sink.close();
    }
  }

  #settled(record: OutgoingRecord): void {
    const settle = this.#settle.get(record);
    this.#settle.delete(record);
    for (const positions of settle?.() ?? []) this.#commits.add(positions);
  }

  async #refused(record: OutgoingRecord, failure: ItemFailure): Promise<void> {
    const { telemetry, clock } = this.#context;
    const { code, reason } = failure;
    const origin = this.#origin(record.positions);
    await this.#deadLetters.write({ code, reason, origin, data: record.data }, clock.nowMs());
    telemetry.deadLettered(record.events, failure, this.#deadLetters.path);
  }

  #origin(positions: readonly Position[]) {
    return { stream: this.#road.target, positions };
  }
}

/** Throttling by one word, whether Kinesis said it of a record or of the call. */
function named<Failure extends { readonly code: string }>(failure: Failure): Failure {
  return isThroughputExceeded(failure.code) ? { ...failure, code: 'throttled' } : failure;
}

function createRoad(output: AgentOptions['output'], context: AgentContext): AgentRoad {
  return output.type === 'kinesis' ? new KinesisRoad(output, context) : new FirehoseRoad(output, context);
}
