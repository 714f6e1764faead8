import type { KinesisConnection } from './aws/kinesis-client.ts';
import { checkStream, listShards, type ShardWithLineage } from './aws/stream.ts';
import type { ConsumerOptions } from './config/consumer-options.ts';
import type { ConsumerContext } from './consumer-context.ts';
import { ConsumerWriter } from './consumer-writer.ts';
import { untilReady } from './flow/until-ready.ts';
import { SqliteCheckpointStore } from './leases/sqlite.ts';
import type { CheckpointStore } from './record/checkpoint.ts';
import { firstCheckpoints, readableShards } from './shard/lineage.ts';
import { pastTime } from './sources/kinesis/past-time.ts';
import { ShardSource } from './sources/kinesis/shard-source.ts';

/** Leases → records → events → documents → _bulk → checkpoints. Resolves when stopped and drained. */
export async function runConsumer(options: ConsumerOptions, context: ConsumerContext): Promise<void> {
  const checkpoints = new SqliteCheckpointStore(options.dataDir, options.source.stream);
  const client = context.connect(options.source);
  const writer = new ConsumerWriter(options, context, checkpoints);
  try {
    if (!(await waitForStream(options, context, client)) || !(await writer.start())) return;
    context.telemetry.started({ stream: options.source.stream, output: options.output.type });
    const stop = AbortSignal.any([context.stop, writer.broken]);
    await new ShardReaders(options, { ...context, stop }, client, checkpoints, writer).run();
  } catch (error) {
    writer.abort(error);
    throw error;
  } finally {
    await writer.close().finally(() => {
      client.destroy();
      checkpoints.close();
      context.telemetry.stopped();
    });
  }
}

async function waitForStream(options: ConsumerOptions, context: ConsumerContext, client: KinesisConnection) {
  const { clock, random, stop, telemetry } = context;
  const check = async () => {
    await checkStream(client, options.source.stream, stop);
    return true;
  };
  return untilReady(check, {
    clock,
    random,
    signal: stop,
    waiting: (error) => telemetry.sourceWaiting(error),
  });
}

/** One reader a shard, parents before children; looks for new shards now and then, and when one ends. */
class ShardReaders {
  readonly #options: ConsumerOptions;
  readonly #context: ConsumerContext;
  readonly #client: KinesisConnection;
  readonly #checkpoints: CheckpointStore;
  readonly #writer: ConsumerWriter;
  readonly #running = new Map<string, Promise<void>>();
  readonly #failed = new AbortController();
  readonly #stop: AbortSignal;
  /** Ends the wait for the next look: a shard ended, or a reader failed. */
  #lookNow = new AbortController();

  constructor(
    options: ConsumerOptions,
    context: ConsumerContext,
    client: KinesisConnection,
    checkpoints: CheckpointStore,
    writer: ConsumerWriter,
  ) {
    this.#options = options;
    this.#context = context;
    this.#client = client;
    this.#checkpoints = checkpoints;
    this.#writer = writer;
    this.#stop = AbortSignal.any([context.stop, this.#failed.signal]);
  }

  async run(): Promise<void> {
    const { reshardDelayMs } = this.#options.source;
    try {
      while (!this.#stop.aborted) {
        this.#lookNow = new AbortController();
        await this.#startReadable();
        await this.#context.clock.sleep(reshardDelayMs, AbortSignal.any([this.#stop, this.#lookNow.signal]));
      }
    } catch (error) {
      this.#failed.abort(error);
    }
    await Promise.all(this.#running.values());
    if (this.#failed.signal.aborted) throw this.#failed.signal.reason;
  }

  async #startReadable(): Promise<void> {
    const { clock, random, telemetry } = this.#context;
    const list = async () => {
      const listed = await listShards(this.#client, this.#options.source.stream, undefined, this.#stop);
      if (this.#checkpoints.isEmpty()) await this.#begin(listed);
      return listed;
    };
    const shards = await untilReady(list, {
      clock,
      random,
      signal: this.#stop,
      waiting: (error) => telemetry.sourceWaiting(error),
      keepsTrying: true,
    });
    if (shards === undefined) return;
    const known = (shardId: string) => this.#checkpoints.get(shardId);
    for (const shardId of readableShards(shards, known)) {
      if (!this.#running.has(shardId)) this.#running.set(shardId, this.#keep(shardId));
    }
  }

  /** Where to start in a stream that was never read. */
  async #begin(shards: readonly ShardWithLineage[]): Promise<void> {
    const { clock, telemetry } = this.#context;
    const { stream, startAt } = this.#options.source;
    const nowMs = clock.nowMs();
    const open = shards.find(({ isOpen }) => isOpen);
    let fromMs = nowMs;
    if (startAt === 'latest' && open !== undefined)
      fromMs = await pastTime(this.#client, { stream, shardId: open.shardId, nowMs }, this.#stop);
    if (fromMs < nowMs) telemetry.clockAhead(nowMs - fromMs);
    this.#checkpoints.set(firstCheckpoints(shards, startAt, fromMs));
  }

  async #keep(shardId: string): Promise<void> {
    try {
      await this.#read(shardId);
    } catch (error) {
      this.#failed.abort(error); // A bug of ours: better to stop, and to be started again, than to skip.
    }
    this.#running.delete(shardId);
    this.#lookNow.abort();
  }

  async #read(shardId: string): Promise<void> {
    const { clock, random, telemetry } = this.#context;
    const { stream, pollDelayMs } = this.#options.source;
    const from = this.#checkpoints.get(shardId) ?? { kind: 'trimHorizon' };
    telemetry.shardStarted(shardId, from.kind === 'sequence' ? from.sequenceNumber : from.kind);
    const source = new ShardSource({
      client: this.#client,
      stream,
      shardId,
      from,
      pollDelayMs,
      clock,
      random,
      events: telemetry,
    });
    for await (const records of source.read(this.#stop)) {
      for (const record of records) {
        await this.#writer.write(record);
        if (this.#stop.aborted) return;
      }
    }
    if (!source.ended) return;
    await this.#writer.drained(shardId);
    if (this.#context.force.aborted || this.#writer.broken.aborted) return;
    this.#writer.shardEnded(shardId);
    telemetry.shardEnded(shardId);
  }
}
