import type { SubscribeToShardInput } from '@aws-sdk/client-kinesis';
import {
  deregisterConsumer,
  describeConsumer,
  isGone,
  listConsumers,
  registerConsumer,
} from './consumers.ts';
import {
  describeLimits,
  describeStream,
  describeStreamSummary,
  listShards,
  listStreams,
} from './describe.ts';
import { KinesisError, type KinesisErrorName } from './errors.ts';
import type { CallFault, CallSubject } from './faults.ts';
import { parseIterator } from './iterator.ts';
import type { InputOf, OperationName, OutputOf } from './operations.ts';
import { putRecord, putRecords } from './put.ts';
import { getRecords, getShardIterator } from './read.ts';
import { mergeShards, reshard, splitShard, updateShardCount } from './reshard.ts';
import { Service, type ServiceOptions } from './service.ts';
import {
  addTags,
  decreaseRetention,
  increaseRetention,
  listTags,
  removeTags,
  startEncryption,
  stopEncryption,
  updateMode,
  updateRecordSize,
} from './settings.ts';
import type { Stream } from './stream.ts';
import { createStream, deleteStream } from './streams.ts';
import { type Subscription, Subscriptions } from './subscription.ts';

export type { ServiceOptions as LocalKinesisOptions, Subscription };

/** How often records past their retention are looked for. */
const sweepMs = 1_000;

type Handler<Name extends OperationName> = (
  service: Service,
  input: InputOf<Name>,
  nowMs: number,
) => OutputOf<Name>;

interface Operation<Name extends OperationName> {
  readonly handle: Handler<Name>;
  /** Calls a second of the account, or of a stream; without it the shards' own rates are all there is. */
  readonly perSecond?: number;
  readonly of?: 'account' | 'stream';
  /** Whether it changes the catalog. */
  readonly changes?: true;
}

/** All that is answered, with the rates of the API reference, or of the quotas page where that has none. */
const operations: { readonly [Name in OperationName]: Operation<Name> } = {
  CreateStream: { handle: createStream, perSecond: 5, of: 'account', changes: true },
  DeleteStream: { handle: deleteStream, perSecond: 5, of: 'account', changes: true },
  ListStreams: { handle: listStreams, perSecond: 5, of: 'account' },
  DescribeStream: { handle: describeStream, perSecond: 10, of: 'account' },
  DescribeStreamSummary: { handle: describeStreamSummary, perSecond: 20, of: 'account' },
  DescribeLimits: { handle: describeLimits, perSecond: 1, of: 'account' },
  ListShards: { handle: listShards, perSecond: 1_000, of: 'stream' },
  SplitShard: { handle: splitShard, perSecond: 5, of: 'account', changes: true },
  MergeShards: { handle: mergeShards, perSecond: 5, of: 'account', changes: true },
  UpdateShardCount: { handle: updateShardCount, perSecond: 10, of: 'account', changes: true },
  IncreaseStreamRetentionPeriod: { handle: increaseRetention, perSecond: 5, of: 'stream', changes: true },
  DecreaseStreamRetentionPeriod: { handle: decreaseRetention, perSecond: 5, of: 'stream', changes: true },
  UpdateStreamMode: { handle: updateMode, perSecond: 5, of: 'stream', changes: true },
  UpdateMaxRecordSize: { handle: updateRecordSize, perSecond: 5, of: 'stream', changes: true },
  StartStreamEncryption: { handle: startEncryption, perSecond: 5, of: 'stream', changes: true },
  StopStreamEncryption: { handle: stopEncryption, perSecond: 5, of: 'stream', changes: true },
  AddTagsToStream: { handle: addTags, perSecond: 5, of: 'account', changes: true },
  RemoveTagsFromStream: { handle: removeTags, perSecond: 5, of: 'account', changes: true },
  ListTagsForStream: { handle: listTags, perSecond: 5, of: 'account' },
  RegisterStreamConsumer: { handle: registerConsumer, perSecond: 5, of: 'account', changes: true },
  DeregisterStreamConsumer: { handle: deregisterConsumer, perSecond: 5, of: 'stream', changes: true },
  DescribeStreamConsumer: { handle: describeConsumer, perSecond: 20, of: 'stream' },
  ListStreamConsumers: { handle: listConsumers, perSecond: 5, of: 'stream' },
  PutRecord: { handle: putRecord },
  PutRecords: { handle: putRecords },
  GetShardIterator: { handle: getShardIterator },
  GetRecords: { handle: getRecords },
};

const errorOfFault: Record<Exclude<CallFault, 'throttleCall'>, KinesisErrorName> = {
  internalFailure: 'InternalFailure',
  unavailable: 'ServiceUnavailable',
  expireIterator: 'ExpiredIteratorException',
};

/**
 * Kinesis Data Streams without sockets, files, clock or chance: each call is answered at once and whole, at the time it
 * is given. The same calls at the same times give the same answers, faults included.
 */
export class LocalKinesis {
  readonly #service: Service;
  readonly #subscriptions: Subscriptions;
  #nowMs: number;
  #sweepDueMs: number;

  constructor(options: ServiceOptions, nowMs: number) {
    this.#service = new Service(options, nowMs);
    this.#subscriptions = new Subscriptions(this.#service);
    this.#nowMs = nowMs;
    this.#sweepDueMs = nowMs;
  }

  /** Throws KinesisError. Time does not go back: an earlier `nowMs` counts as the latest before. */
  call<Name extends OperationName>(name: Name, input: InputOf<Name>, nowMs: number): OutputOf<Name> {
    this.#advance(nowMs);
    this.#strike({ operation: name, ...this.subjectOf(input) });
    const { handle, perSecond, of, changes }: Operation<Name> = operations[name];
    const scope = of === 'stream' ? this.subjectOf(input).stream : of;
    if (perSecond !== undefined) this.#service.countCall(`${name} ${scope}`, perSecond, this.#nowMs);
    const output = handle(this.#service, input, this.#nowMs);
    if (changes) this.#service.save();
    return output;
  }

  /** Throws KinesisError. */
  subscribe(input: SubscribeToShardInput, nowMs: number): Subscription {
    this.#advance(nowMs);
    const { ConsumerARN = '', ShardId: shardId } = input;
    this.#strike({ operation: 'SubscribeToShard', shardId, stream: streamNameIn(ConsumerARN) });
    const subscription = this.#subscriptions.open(input, this.#nowMs);
    const next = (atMs: number) => {
      this.#advance(atMs);
      return subscription.next(this.#nowMs);
    };
    return {
      next,
      close: () => subscription.close(),
      get isOver() {
        return subscription.isOver;
      },
    };
  }

  /** The stream and shard that a call is about, as far as its input says: what faults are aimed by. */
  subjectOf(input: object): Omit<CallSubject, 'operation'> {
    const { StreamName, StreamARN, ShardId, ShardIterator, ConsumerARN }: Partial<Record<string, unknown>> = {
      ...input,
    };
    if (typeof ShardIterator === 'string') return this.#subjectOfIterator(ShardIterator);
    const arn = [StreamARN, ConsumerARN].find((value) => typeof value === 'string');
    return {
      stream: typeof StreamName === 'string' ? StreamName : arn === undefined ? undefined : streamNameIn(arn),
      shardId: typeof ShardId === 'string' ? ShardId : undefined,
    };
  }

  #subjectOfIterator(text: string): Omit<CallSubject, 'operation'> {
    try {
      const { streamId, shardId } = parseIterator(text, 0);
      return { stream: this.#service.findById(streamId)?.state.name, shardId };
    } catch {
      return {}; // The call itself says what is wrong with it.
    }
  }

  #strike(subject: CallSubject): void {
    const fault = this.#service.options.faults.forCall(subject);
    if (fault === undefined) return;
    const name = fault === 'throttleCall' ? errorOfRate(subject.operation) : errorOfFault[fault];
    throw new KinesisError(name, `${subject.operation} was made to fail: ${fault}.`);
  }

  /** Does what has become due since the last call. */
  #advance(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    let isChanged = false;
    for (const stream of this.#service.streams.values()) {
      isChanged = this.#finishChange(stream) || isChanged;
      isChanged = this.#removeConsumers(stream) || isChanged;
    }
    if (this.#nowMs >= this.#sweepDueMs) isChanged = this.#sweep() || isChanged;
    if (isChanged) this.#service.save();
  }

  /** True when a change was due. */
  #finishChange(stream: Stream): boolean {
    const { state } = stream;
    const { change } = state;
    if (change === undefined || change.dueMs > this.#nowMs) return false;
    if (change.kind === 'delete') {
      this.#service.remove(stream);
      return true;
    }
    if (change.kind === 'retain') state.retentionHours = change.retentionHours;
    reshard(stream, change);
    state.status = 'ACTIVE';
    state.change = undefined;
    return true;
  }

  /** True when one was gone. */
  #removeConsumers({ state }: Stream): boolean {
    const kept = state.consumers.filter((consumer) => !isGone(consumer, this.#nowMs));
    if (kept.length === state.consumers.length) return false;
    state.consumers = kept;
    return true;
  }

  /** Forgets what is past its time. True when the catalog changed by it. */
  #sweep(): boolean {
    this.#sweepDueMs = this.#nowMs + sweepMs;
    this.#subscriptions.sweep();
    let isChanged = false;
    for (const stream of this.#service.streams.values()) isChanged = stream.trim(this.#nowMs) || isChanged;
    return isChanged;
  }
}

/** What a call that comes too often is refused with: those without a rate of their own share that of their shard. */
function errorOfRate(operation: CallSubject['operation']): KinesisErrorName {
  const hasRate = operation === 'SubscribeToShard' || operations[operation].perSecond !== undefined;
  return hasRate ? 'LimitExceededException' : 'ProvisionedThroughputExceededException';
}

function streamNameIn(arn: string): string | undefined {
  return /:stream\/([^/]+)/.exec(arn)?.[1];
}
