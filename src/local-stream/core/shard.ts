import type { ShardState } from './catalog.ts';
import { shardRates } from './limits.ts';
import { TokenBucket } from './rates.ts';
import { SequenceNumbers } from './sequence-number.ts';
import type { RecordLog, StoredRecord } from './storage.ts';

/** One shard at work: its state, its records, and what of its rates is used up. */
export class Shard {
  readonly state: ShardState;
  readonly log: RecordLog;
  readonly numbers: SequenceNumbers;
  readonly startHashKey: bigint;
  readonly endHashKey: bigint;
  readonly #writeBytes: TokenBucket;
  readonly #writeRecords: TokenBucket;
  readonly #readBytes: TokenBucket;
  readonly #readCalls: TokenBucket;
  #readPauseEndMs = 0;
  #lastArrivalMs: number;
  /** Records that are acknowledged and not to be read yet, with all behind them. */
  #holds: { readonly number: number; readonly untilMs: number }[] = [];

  constructor(state: ShardState, log: RecordLog, nowMs: number) {
    this.state = state;
    this.log = log;
    this.numbers = new SequenceNumbers(state);
    this.startHashKey = BigInt(state.startHashKey);
    this.endHashKey = BigInt(state.endHashKey);
    this.#lastArrivalMs = lastArrivalMs(log);
    this.#writeBytes = new TokenBucket(shardRates.writeBytesPerSecond, nowMs);
    this.#writeRecords = new TokenBucket(shardRates.writeRecordsPerSecond, nowMs);
    this.#readBytes = new TokenBucket(shardRates.readBytesPerSecond, nowMs);
    this.#readCalls = new TokenBucket(shardRates.readCallsPerSecond, nowMs);
  }

  get id(): string {
    return this.state.shardId;
  }

  get isOpen(): boolean {
    return this.state.closedMs === undefined;
  }

  /** Whether a record of this size may be written now; it then counts. */
  takeWrite(bytes: number, nowMs: number): boolean {
    if (!this.#writeRecords.has(1, nowMs) || !this.#writeBytes.has(bytes, nowMs)) return false;
    this.#writeRecords.take(1);
    this.#writeBytes.take(bytes);
    return true;
  }

  /** Whether GetRecords may read now; the call then counts, and what it gave is told to `tookRead`. */
  takeReadCall(nowMs: number): boolean {
    if (nowMs < this.#readPauseEndMs || !this.#readBytes.isPositive(nowMs)) return false;
    if (!this.#readCalls.has(1, nowMs)) return false;
    this.#readCalls.take(1);
    return true;
  }

  /** That an answer gave so many bytes; after one that is as large as may be nothing is read for a while. */
  tookRead(bytes: number, isFull: boolean, nowMs: number): void {
    this.#readBytes.take(bytes);
    if (isFull) this.#readPauseEndMs = nowMs + shardRates.readPauseMs;
  }

  /** When a record that comes now has arrived: never before the one before it, so that times can be searched. */
  arrivalMs(nowMs: number): number {
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, nowMs);
    return this.#lastArrivalMs;
  }

  /** Keeps the record of this number, and all behind it, from being read until then. */
  hold(number: number, untilMs: number): void {
    this.#holds.push({ number, untilMs });
  }

  /** Records from this number on are not to be seen yet. */
  visibleEnd(nowMs: number): number {
    if (this.#holds.length === 0) return this.log.end;
    this.#holds = this.#holds.filter(({ untilMs }) => untilMs > nowMs);
    return Math.min(this.log.end, ...this.#holds.map(({ number }) => number));
  }
}

function lastArrivalMs(log: RecordLog): number {
  if (log.start === log.end) return 0;
  const [last] = log.read(log.end - 1, { recordsMax: 1, bytesMax: 1, end: log.end });
  return last?.arrivalMs ?? 0;
}

/** What a record counts towards every limit of bytes: its data and its partition key. */
export function recordBytes({ data, partitionKey }: Pick<StoredRecord, 'data' | 'partitionKey'>): number {
  return data.length + Buffer.byteLength(partitionKey);
}
