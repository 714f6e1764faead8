import type { SubscribeToShardEvent, SubscribeToShardInput } from '@aws-sdk/client-kinesis';
import { type FoundConsumer, findConsumer, isActive } from './consumers.ts';
import { KinesisError } from './errors.ts';
import { lifetimes, shardRates, takeOverMs } from './limits.ts';
import { TokenBucket } from './rates.ts';
import { childShards, readRecords, startingNumber, toRecords } from './read.ts';
import type { Service } from './service.ts';
import type { Shard } from './shard.ts';
import { accountId, type Stream } from './stream.ts';

/** What one event carries at most; whoever falls behind gets many. */
const eventRecordsMax = 1_000;
const eventBytesMax = 1024 * 1024;
/** An event without records says that the subscription lives, and how far the reader is. */
const heartbeatMs = 5_000;
/** For each consumer and shard (SubscribeToShard). */
const openedPerSecond = 1;

/** A shard pushed to one consumer, for five minutes at most. */
export interface Subscription {
  /** The next event to push; undefined where there is none now. */
  next(nowMs: number): SubscribeToShardEvent | undefined;
  /** True after the last event: time is up, the shard is read to its end, or another subscription took over. */
  readonly isOver: boolean;
  close(): void;
}

/** All subscriptions of a service: one at a time for each consumer and shard. */
export class Subscriptions {
  readonly #service: Service;
  readonly #running = new Map<string, ShardSubscription>();

  constructor(service: Service) {
    this.#service = service;
  }

  /** Throws KinesisError. */
  open(input: SubscribeToShardInput, nowMs: number): Subscription {
    const found = findConsumer(this.#service, { ConsumerARN: input.ConsumerARN });
    const { stream, consumer } = found;
    if (!isActive(consumer, nowMs)) throw inUse(`Consumer ${consumer.name} is not ACTIVE`);
    const shard = stream.shard(input.ShardId ?? '');
    const key = `${consumer.arn} ${shard.id}`;
    const earlier = this.#running.get(key);
    if (earlier !== undefined && !earlier.isOver && nowMs < earlier.openedMs + takeOverMs)
      throw inUse(`Another active subscription exists for consumer ${consumer.name} and shard ${shard.id}`);
    this.#service.countCall(`SubscribeToShard ${key}`, openedPerSecond, nowMs);
    const place = {
      type: input.StartingPosition?.Type,
      sequenceNumber: input.StartingPosition?.SequenceNumber,
      timeMs: input.StartingPosition?.Timestamp?.getTime(),
    };
    const number = startingNumber(stream, shard, place, nowMs);
    earlier?.close();
    const subscription = new ShardSubscription(found, shard, number, this.#service.isLimited, nowMs);
    this.#running.set(key, subscription);
    return subscription;
  }

  /** Those that are over take no memory for long. */
  sweep(): void {
    for (const [key, { isOver }] of this.#running) if (isOver) this.#running.delete(key);
  }
}

class ShardSubscription implements Subscription {
  readonly openedMs: number;
  readonly #found: FoundConsumer;
  readonly #shard: Shard;
  readonly #rate: TokenBucket | undefined;
  #number: number;
  #toldMs: number;
  isOver = false;

  constructor(found: FoundConsumer, shard: Shard, number: number, isLimited: boolean, nowMs: number) {
    this.#found = found;
    this.#shard = shard;
    this.#number = number;
    this.#rate = isLimited ? new TokenBucket(shardRates.readBytesPerSecond, nowMs) : undefined;
    this.openedMs = nowMs;
    this.#toldMs = nowMs - heartbeatMs;
  }

  next(nowMs: number): SubscribeToShardEvent | undefined {
    if (nowMs >= this.openedMs + lifetimes.subscriptionMs || this.#isStopped(nowMs)) this.isOver = true;
    if (this.isOver || this.#rate?.isPositive(nowMs) === false) return undefined;
    const bounds = { recordsMax: eventRecordsMax, bytesMax: eventBytesMax };
    const read = readRecords(this.#shard, this.#number, bounds, nowMs);
    if (read.records.length === 0 && !read.isEnd && nowMs < this.#toldMs + heartbeatMs) return undefined;
    this.#rate?.take(read.bytes);
    this.#number = read.next;
    this.#toldMs = nowMs;
    this.isOver = read.isEnd;
    return {
      Records: toRecords(this.#found.stream, this.#shard, read),
      ContinuationSequenceNumber: read.isEnd ? undefined : this.#shard.numbers.atPlace(read.next),
      MillisBehindLatest: read.behindMs,
      ...(read.isEnd && { ChildShards: childShards(this.#found.stream, this.#shard) }),
    };
  }

  close(): void {
    this.isOver = true;
  }

  #isStopped(nowMs: number): boolean {
    const { stream, consumer } = this.#found;
    return isRemoved(stream) || !isActive(consumer, nowMs);
  }
}

function isRemoved({ state }: Stream): boolean {
  return state.status === 'DELETING';
}

function inUse(what: string): KinesisError {
  return new KinesisError('ResourceInUseException', `${what} for account ${accountId}.`);
}
