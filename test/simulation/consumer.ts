import { cpSync, existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import { type ConsumerOptions, consumerOptions } from '../../src/config/consumer-options.ts';
import { runConsumer } from '../../src/consumer.ts';
import { between } from '../../src/demo/random.ts';
import type { Random } from '../../src/flow/clock.ts';
import { SqliteCheckpointStore } from '../../src/leases/sqlite.ts';
import { type Life, runLives } from './lives.ts';
import { MachineClock } from './machine-clock.ts';
import type { EventKey } from './traffic.ts';
import { WatchedConsumerTelemetry } from './watched-telemetry.ts';
import { streamName, type World } from './world.ts';

/** The real consumer, which prints; killed and started again as its plan says, on what it left on its disk. */
export class Consumer {
  readonly #world: World;
  readonly #random: Random;
  /** Which event a printed line is. */
  readonly #keys: ReadonlyMap<string, EventKey>;
  /** How many folders there were: a kill leaves a copy of what was on the disk at that moment. */
  #copies = 0;

  constructor(world: World, keys: ReadonlyMap<string, EventKey>) {
    this.#world = world;
    this.#keys = keys;
    this.#random = world.chance('consumer');
  }

  async run(finished: Promise<void>): Promise<void> {
    const { ends } = this.#world.plan.consumer;
    const killed = () => this.#copyFolder();
    await runLives(this.#world, {
      name: 'consumer',
      ends,
      live: (life) => this.#live(life),
      killed,
      finished,
    });
    this.#noteCheckpoints('at the end');
  }

  /** Writes down what stands on the disk of the consumer, which is not running. */
  #noteCheckpoints(life: string): void {
    if (!existsSync(this.#folder)) return;
    const { ledger, sabotage } = this.#world;
    const store = new SqliteCheckpointStore(this.#folder, streamName);
    sabotage.checkpoints?.(store);
    for (const { shardId } of this.#world.shards()) {
      const checkpoint = store.get(shardId);
      if (checkpoint !== undefined) ledger.note({ kind: 'checkpoint', life, shardId, checkpoint });
    }
    store.close();
  }

  async #live(life: Life): Promise<void> {
    const { clock, ledger, plan } = this.#world;
    this.#noteCheckpoints(life.name);
    const { name, stop, force } = life;
    await runConsumer(this.#options(), {
      clock: new MachineClock(clock, plan.consumer.machine),
      random: this.#random,
      connect: () => this.#world.connect(name),
      telemetry: new WatchedConsumerTelemetry(ledger, name),
      stdout: this.#stdout(life),
      stop,
      force,
    });
  }

  get #folder(): string {
    return this.#world.folder(`consumer-${this.#copies}`);
  }

  #copyFolder(): void {
    const from = this.#folder;
    this.#copies += 1;
    if (existsSync(from)) cpSync(from, this.#folder, { recursive: true });
  }

  #options(): ConsumerOptions {
    const { startAt, pollDelayMs, reshardDelayMs } = this.#world.plan.consumer;
    return consumerOptions.parse({
      dataDir: this.#folder,
      source: { type: 'kinesis', stream: streamName, startAt, pollDelayMs, reshardDelayMs },
      output: { type: 'stdout' },
    });
  }

  /** What was written is printed some time later, and only then acknowledged; a killed process prints no more. */
  #stdout(life: Life): Writable {
    const { clock, plan } = this.#world;
    const write = (text: string, _: BufferEncoding, done: () => void) => {
      const printMs = between(this.#random, ...plan.consumer.printMs);
      void clock.sleep(printMs, life.force).then(() => {
        if (!life.isKilled) for (const line of text.trimEnd().split('\n')) this.#print(life, line);
        done();
      });
    };
    return new Writable({ decodeStrings: false, write });
  }

  #print({ name }: Life, line: string): void {
    const key = this.#keys.get(line);
    const { ledger } = this.#world;
    if (key !== undefined) ledger.note({ kind: 'printed', life: name, key });
    else
      ledger.note({ kind: 'trouble', life: name, what: `printed what nobody sent: ${line.slice(0, 300)}` });
  }
}
