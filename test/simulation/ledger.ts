import { createHash } from 'node:crypto';
import type { Clock } from '../../src/flow/clock.ts';
import type { Checkpoint } from '../../src/record/checkpoint.ts';
import type { EventKey } from './traffic.ts';

/** The events that one producer packed into the data of one record. It may be put, and stored, more than once. */
export interface Parcel {
  readonly number: number;
  readonly life: string;
  readonly keys: readonly EventKey[];
}

/** Where a record stands in the stream. */
export interface StreamPlace {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/**
 * Whatever matters to the oracle. A `life` is one process from its start to its end, such as `agent-1.2`: the second
 * of agent 1. A `call` tells the attempts to put a parcel apart.
 */
export type Happening =
  | { readonly kind: 'process'; readonly life: string; readonly what: ProcessChange }
  | { readonly kind: 'packed'; readonly parcel: Parcel }
  | { readonly kind: 'put'; readonly parcel: Parcel; readonly hashKey: string; readonly call: number }
  /** Known to Kinesis alone, whether or not the answer arrives. */
  | {
      readonly kind: 'stored';
      readonly parcel: Parcel;
      readonly place: StreamPlace;
    }
  | {
      readonly kind: 'acknowledged';
      readonly parcel: Parcel;
      readonly call: number;
      readonly place: StreamPlace;
    }
  /** Kinesis said no to this record; or nothing was heard of the call. */
  | {
      readonly kind: 'refused' | 'unanswered';
      readonly parcel: Parcel;
      readonly call: number;
      readonly why: string;
    }
  | {
      readonly kind: 'committed';
      readonly life: string;
      readonly generation: string;
      readonly offset: number;
    }
  /** A consumer asks where to begin in a shard. */
  | { readonly kind: 'asked'; readonly life: string; readonly shardId: string; readonly from: string }
  | {
      readonly kind: 'read';
      readonly life: string;
      readonly shardId: string;
      readonly sequenceNumbers: readonly string[];
    }
  | { readonly kind: 'printed'; readonly life: string; readonly key: EventKey }
  /** What a consumer that is not running had on its disk. */
  | {
      readonly kind: 'checkpoint';
      readonly life: string;
      readonly shardId: string;
      readonly checkpoint: Checkpoint;
    }
  | { readonly kind: 'stream' | 'weather'; readonly what: string }
  /** What must not happen at all: a dead letter, a process that fails. */
  | { readonly kind: 'trouble'; readonly life: string; readonly what: string };

export type ProcessChange = 'starts' | 'is killed' | 'is told to stop' | 'is forced' | 'has ended';

export interface Entry {
  readonly atMs: number;
  readonly happening: Happening;
}

/** All that happened in a run, in its order, and a hash by which two runs are compared. */
export class Ledger {
  readonly entries: Entry[] = [];
  readonly printed = new Set<EventKey>();
  readonly #clock: Clock;
  readonly #hash = createHash('sha256');
  readonly #parcels = new WeakMap<Uint8Array, Parcel>();
  #parcelCount = 0;
  #callCount = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(happening: Happening): void {
    if (happening.kind === 'printed') this.printed.add(happening.key);
    const atMs = this.#clock.nowMs();
    this.entries.push({ atMs, happening });
    this.#hash.update(`${atMs} ${JSON.stringify(happening)}\n`);
  }

  /** For what only has to be the same in a replay: each call and its answer. */
  trace(text: string): void {
    this.#hash.update(`${this.#clock.nowMs()} ${text}\n`);
  }

  /** The producer did not compress: so its data is the same object from the packing to the call. */
  packed(life: string, data: Uint8Array, keys: readonly EventKey[]): void {
    this.#parcelCount += 1;
    const parcel = { number: this.#parcelCount, life, keys };
    this.#parcels.set(data, parcel);
    this.note({ kind: 'packed', parcel });
  }

  parcelOf(data: Uint8Array | undefined): Parcel {
    const parcel = data === undefined ? undefined : this.#parcels.get(data);
    if (parcel === undefined) throw new Error('a record was put whose data no producer packed');
    return parcel;
  }

  nextCall(): number {
    this.#callCount += 1;
    return this.#callCount;
  }

  /** Of everything so far. */
  get hash(): string {
    return this.#hash.copy().digest('hex');
  }
}
