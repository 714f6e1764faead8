import { join } from 'node:path';
import type { KinesisConnection } from '../../src/aws/kinesis-client.ts';
import type { Random } from '../../src/flow/clock.ts';
import type { ShardState } from '../../src/local-stream/core/catalog.ts';
import { FaultPlan } from '../../src/local-stream/core/faults.ts';
import { LocalKinesis } from '../../src/local-stream/core/local-kinesis.ts';
import { MemoryStorage } from '../../src/local-stream/core/memory-storage.ts';
import type { OperationName } from '../../src/local-stream/core/operations.ts';
import { VirtualClock } from '../fakes/virtual-clock.ts';
import { chanceOf } from './chance.ts';
import { asConnection, CoreClient } from './core-client.ts';
import { Ledger } from './ledger.ts';
import { notePlaces } from './note-places.ts';
import type { Plan } from './plan.ts';
import type { Sabotage } from './sabotage.ts';
import { WatchedClient } from './watched-client.ts';

export const streamName = 'logs';

/** What all programs of one run live in: time, Kinesis, the network, and the ledger. */
export class World {
  readonly plan: Plan;
  readonly sabotage: Sabotage;
  readonly clock: VirtualClock;
  readonly ledger: Ledger;
  readonly faults: FaultPlan;
  #core: LocalKinesis;
  readonly storage = new MemoryStorage();
  /** Aborts when the run is given up: then every process ends at once. */
  readonly over = new AbortController();
  readonly #folder: string;
  readonly #network: CoreClient;

  constructor(plan: Plan, folder: string, sabotage: Sabotage) {
    this.plan = plan;
    this.sabotage = sabotage;
    this.#folder = folder;
    this.clock = new VirtualClock(plan.startMs);
    this.ledger = new Ledger(this.clock);
    this.faults = new FaultPlan(this.chance('faults'));
    this.#core = this.#startKinesis();
    this.#network = new CoreClient({
      core: () => this.#core,
      faults: this.faults,
      clock: this.clock,
      random: this.chance('network'),
      latencyMs: plan.latencyMs,
      shardsPerPage: plan.stream.shardsPerPage,
      recordsPerRead: plan.stream.recordsPerRead,
      served: (operation: OperationName, input: object, answer: object) =>
        notePlaces(this.ledger, operation, input, answer),
      failed: (operation: OperationName, error: unknown) =>
        this.ledger.note({ kind: 'trouble', life: 'Kinesis', what: `fails in ${operation}: ${error}` }),
    });
  }

  get core(): LocalKinesis {
    return this.#core;
  }

  /** As after a kill -9: only what was stored is still known. */
  restartKinesis(): void {
    this.#core = this.#startKinesis();
  }

  chance(part: string): Random {
    return chanceOf(this.plan.seed, part);
  }

  /** Kinesis as one process sees it. */
  connect(life: string): KinesisConnection {
    const client = this.sabotage.wrap?.(this.#network) ?? this.#network;
    return asConnection(new WatchedClient(client, this.ledger, life));
  }

  folder(name: string): string {
    return join(this.#folder, name);
  }

  /** By a side door, so that it costs no call and meets no fault. */
  shards(): readonly ShardState[] {
    return this.storage.load()?.streams[0]?.shards ?? [];
  }

  #startKinesis(): LocalKinesis {
    const { storage, faults, plan } = this;
    const { changeMs } = plan.stream;
    const options = { storage, limits: 'enforced', region: 'us-east-1', changeMs, faults } as const;
    return new LocalKinesis(options, this.clock.nowMs());
  }

  async sleepUntil(timeMs: number, signal?: AbortSignal): Promise<void> {
    await this.clock.sleep(timeMs - this.clock.nowMs(), signal);
  }
}
