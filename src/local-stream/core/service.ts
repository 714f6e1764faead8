import type { StreamState } from './catalog.ts';
import { invalidArgument, KinesisError, limitExceeded } from './errors.ts';
import type { FaultPlan } from './faults.ts';
import { accountLimits } from './limits.ts';
import { CallRates } from './rates.ts';
import type { Storage } from './storage.ts';
import { accountId, Stream } from './stream.ts';

export interface ServiceOptions {
  readonly storage: Storage;
  /** Rates only; sizes and counts of one call always hold. */
  readonly limits: 'enforced' | 'off';
  /** In ARNs. */
  readonly region: string;
  /** How long CREATING, UPDATING and DELETING last. */
  readonly changeMs: number;
  readonly faults: FaultPlan;
}

/** How a call names its stream. */
export interface StreamReference {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

/** What all operations share: the streams by name, the rules, and the saving of what changed. */
export class Service {
  readonly options: ServiceOptions;
  readonly rates = new CallRates();
  readonly streams = new Map<string, Stream>();
  /** The latest time that a stream or a shard was made. */
  #createdMs = -1;

  constructor(options: ServiceOptions, nowMs: number) {
    this.options = options;
    for (const state of options.storage.load()?.streams ?? []) this.open(state, nowMs);
  }

  get isLimited(): boolean {
    return this.options.limits === 'enforced';
  }

  open(state: StreamState, nowMs: number): Stream {
    const stream = new Stream(state, this.arnOf(state.name), this.options.storage, nowMs);
    this.streams.set(state.name, stream);
    this.#createdMs = Math.max(this.#createdMs, state.createdMs);
    return stream;
  }

  remove({ state }: Stream): void {
    this.#createdMs = state.shards.reduce((max, { createdMs }) => Math.max(max, createdMs), this.#createdMs);
    this.streams.delete(state.name);
    this.options.storage.removeStream(state.id);
  }

  /** When a new stream is made: later than any before it, because its id and its sequence numbers tell them apart. */
  creationMs(nowMs: number): number {
    return Math.max(nowMs, this.#createdMs + 1);
  }

  /** Called after every change to a stream's state, before it is answered. */
  save(): void {
    this.options.storage.save({ version: 1, streams: [...this.streams.values()].map(({ state }) => state) });
  }

  /** The stream that a call names. Throws ResourceNotFoundException, or InvalidArgumentException where it names none. */
  find(reference: StreamReference): Stream {
    const name = nameIn(reference);
    const stream = this.streams.get(name);
    return stream ?? notFound(name);
  }

  /** A stream that can be written and read: one that is being made or deleted is as good as missing. */
  findUsable(reference: StreamReference): Stream {
    const stream = this.find(reference);
    const { status, name } = stream.state;
    return status === 'ACTIVE' || status === 'UPDATING' ? stream : notFound(name);
  }

  /** A stream that nothing is being done to. Throws ResourceInUseException. */
  findActive(reference: StreamReference): Stream {
    const stream = this.find(reference);
    const { status, name } = stream.state;
    if (status === 'ACTIVE') return stream;
    const message = `Stream ${name} under account ${accountId} not ACTIVE, instead in state ${status}`;
    throw new KinesisError('ResourceInUseException', message);
  }

  findById(streamId: string): Stream | undefined {
    for (const stream of this.streams.values()) if (stream.state.id === streamId) return stream;
    return undefined;
  }

  get openShardCount(): number {
    let count = 0;
    for (const { openShards } of this.streams.values()) count += openShards.length;
    return count;
  }

  /** Throws LimitExceededException where the account may not have so many shards more. */
  checkShardRoom(additional: number): void {
    const { shardsMax } = accountLimits;
    const open = this.openShardCount;
    if (open + additional <= shardsMax) return;
    throw limitExceeded(
      `This request would exceed the shard limit for the account ${accountId}. Current shard count for the account: ${open}. Limit: ${shardsMax}. Number of additional shards that would have resulted from this request: ${additional}.`,
    );
  }

  /** Counts a call. Throws LimitExceededException where there were more of this name than that in a second. */
  countCall(name: string, perSecond: number, nowMs: number): void {
    if (!this.isLimited || this.rates.passes(name, perSecond, nowMs)) return;
    throw limitExceeded(`Rate exceeded for ${name} under account ${accountId}: ${perSecond} calls a second.`);
  }

  /** When a change that is begun now is done. */
  dueMs(nowMs: number): number {
    return nowMs + this.options.changeMs;
  }

  arnOf(streamName: string): string {
    return `arn:aws:kinesis:${this.options.region}:${accountId}:stream/${streamName}`;
  }
}

function nameIn({ StreamName, StreamARN }: StreamReference): string {
  if (StreamARN === undefined) {
    if (StreamName !== undefined) return StreamName;
    throw invalidArgument('Either StreamName or StreamARN must be given.');
  }
  const name = /^arn:aws[^:]*:kinesis:[^:]*:\d{12}:stream\/([a-zA-Z0-9_.-]+)$/.exec(StreamARN)?.[1];
  if (name === undefined) throw invalidArgument(`StreamARN ${StreamARN} is not that of a stream.`);
  if (StreamName !== undefined && StreamName !== name)
    throw invalidArgument(`StreamARN ${StreamARN} and StreamName ${StreamName} name different streams.`);
  return name;
}

function notFound(name: string): never {
  throw new KinesisError('ResourceNotFoundException', `Stream ${name} under account ${accountId} not found.`);
}
