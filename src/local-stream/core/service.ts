import type { StreamState } from './catalog.ts';
import { invalidArgument, KinesisError } from './errors.ts';
import type { FaultPlan } from './faults.ts';
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
    return stream;
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
    return [...this.streams.values()].find(({ state }) => state.id === streamId);
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
