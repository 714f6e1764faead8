import type { WrittenEvent } from './traffic.ts';
import type { Weather } from './weather.ts';

/** All that is decided before a run begins; the rest is what the programs make of it. Times are ms UTC. */
export interface Plan {
  readonly seed: number;
  readonly startMs: number;
  /** From here on no traffic, no faults, no kills, no changes of the stream. */
  readonly calmMs: number;
  /** All must have arrived by then. */
  readonly deadlineMs: number;
  readonly stream: StreamPlan;
  readonly latencyMs: readonly [low: number, high: number];
  readonly weathers: readonly Weather[];
  readonly producers: readonly ProducerPlan[];
  readonly consumer: ConsumerPlan;
}

export interface StreamPlan {
  readonly shards: number;
  /** How long a split, a merge or a change of the count takes. */
  readonly changeMs: number;
  readonly shardsPerPage: number;
  readonly recordsPerRead: number;
  readonly reshards: readonly Reshard[];
}

/**
 * What befalls the stream; `restart` is that of Kinesis itself. `pick` in [0, 1) says which of the shards that can be
 * split, or merged; or to how many to scale.
 */
export interface Reshard {
  readonly atMs: number;
  readonly kind: 'split' | 'merge' | 'scale' | 'restart';
  readonly pick: number;
}

export interface ProducerPlan {
  readonly name: string;
  readonly agentId: string;
  /** The lines of its virtual files, in the order they are written. */
  readonly written: readonly WrittenEvent[];
  readonly lookDelayMs: number;
  readonly output: {
    readonly format: 'block' | 'single';
    readonly blockBytesMax: number;
    readonly flushDelayMs: number;
    readonly callsMax: number;
    readonly pendingBytesMax: number;
  };
  readonly machine: MachinePlan;
  readonly ends: readonly ProcessEnd[];
}

/** A machine's clock, by how much it goes wrong from a moment on, ms; before the first it is right. */
export type MachinePlan = readonly { readonly atMs: number; readonly offMs: number }[];

export interface ConsumerPlan {
  readonly machine: MachinePlan;
  readonly startAt: 'trimHorizon' | 'latest';
  readonly pollDelayMs: number;
  readonly reshardDelayMs: number;
  readonly printMs: readonly [low: number, high: number];
  readonly ends: readonly ProcessEnd[];
}

/** A process is killed (`kill -9`) or told to stop (SIGTERM), and started again some time later. */
export interface ProcessEnd {
  readonly atMs: number;
  readonly how: 'kill' | 'stop';
  readonly downMs: number;
}
