import type { Random } from '../flow/clock.ts';
import type { Shard, ShardMap } from './shard-map.ts';

/** What one shard takes (Kinesis quotas page, "Data throughput"): 1 MB/s and 1,000 records/s for writes. */
export const shardLimits = { bytesPerSecond: 1_000_000, recordsPerSecond: 1_000 } as const;

/** How much a shard may be sent in one burst after a pause, in seconds of its rate. */
const burstSeconds = 1;
/** A throttled shard is sent half as much, and a tenth of the full rate more each second. */
const rateOnThrottle = 0.5;
const rateGrowthPerSecond = 0.1;
const rateMin = 0.05;
/** All records of one answer that were throttled are one sign, not one each; the next comes no sooner than a retry. */
const throttleGapMs = 100;

interface Bucket {
  bytes: number;
  records: number;
  rate: number;
  atMs: number;
  throttledAtMs: number;
}

/**
 * How much room each shard has: a token bucket of bytes and records a shard, whose rate halves when Kinesis
 * throttles and grows back. `balance: even` sends each block where there is most room.
 */
export class ShardRoom {
  readonly #buckets = new Map<string, Bucket>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The shard with most room, ties at random. */
  choose(map: ShardMap, nowMs: number): Shard {
    let best: Shard[] = [];
    let bestRoom = Number.NEGATIVE_INFINITY;
    for (const shard of map.shards) {
      const room = this.#room(shard.shardId, nowMs);
      if (room > bestRoom) best = [];
      if (room >= bestRoom) {
        best.push(shard);
        bestRoom = room;
      }
    }
    const chosen = best[Math.floor(this.#random() * best.length)];
    if (chosen === undefined) throw new RangeError('no shard to choose from');
    return chosen;
  }

  /** Takes room for records of that many bytes in all; returns how long to wait before they may be sent, ms. */
  take(shardId: string, bytes: number, records: number, nowMs: number): number {
    const bucket = this.#refill(shardId, nowMs);
    bucket.bytes -= bytes;
    bucket.records -= records;
    const bytesWaitMs = (-bucket.bytes / (shardLimits.bytesPerSecond * bucket.rate)) * 1000;
    const recordsWaitMs = (-bucket.records / (shardLimits.recordsPerSecond * bucket.rate)) * 1000;
    return Math.max(0, Math.ceil(Math.max(bytesWaitMs, recordsWaitMs)));
  }

  /** Kinesis refused records of this shard for its throughput. */
  throttled(shardId: string, nowMs: number): void {
    const bucket = this.#refill(shardId, nowMs);
    if (Math.abs(nowMs - bucket.throttledAtMs) >= throttleGapMs) {
      bucket.rate = Math.max(rateMin, bucket.rate * rateOnThrottle);
      bucket.throttledAtMs = nowMs;
    }
    bucket.bytes = Math.min(bucket.bytes, 0);
    bucket.records = Math.min(bucket.records, 0);
  }

  /** The scarcer of both, as a share of a second's worth. */
  #room(shardId: string, nowMs: number): number {
    const { bytes, records } = this.#refill(shardId, nowMs);
    return Math.min(bytes / shardLimits.bytesPerSecond, records / shardLimits.recordsPerSecond);
  }

  #refill(shardId: string, nowMs: number): Bucket {
    let bucket = this.#buckets.get(shardId);
    if (bucket === undefined) {
      const { bytesPerSecond, recordsPerSecond } = shardLimits;
      bucket = {
        bytes: bytesPerSecond * burstSeconds,
        records: recordsPerSecond * burstSeconds,
        rate: 1,
        atMs: nowMs,
        throttledAtMs: Number.NEGATIVE_INFINITY,
      };
      this.#buckets.set(shardId, bucket);
    }
    const seconds = Math.max(0, (nowMs - bucket.atMs) / 1000);
    bucket.atMs = nowMs;
    bucket.rate = Math.min(1, bucket.rate + seconds * rateGrowthPerSecond);
    const { bytesPerSecond, recordsPerSecond } = shardLimits;
    bucket.bytes = Math.min(
      bytesPerSecond * burstSeconds,
      bucket.bytes + seconds * bytesPerSecond * bucket.rate,
    );
    bucket.records = Math.min(
      recordsPerSecond * burstSeconds,
      bucket.records + seconds * recordsPerSecond * bucket.rate,
    );
    return bucket;
  }
}
