import { hash } from 'node:crypto';

export interface RateLimitOptions {
  readonly eventsPerSecond: number;
  /** Events that may come at once after a pause. */
  readonly burst: number;
  /** Keys that are remembered; the one that was seen longest ago is forgotten, and begins anew. */
  readonly keysMax: number;
}

/** Ours: longer keys are remembered by their hash, so that the memory for all of them is bounded in bytes. */
const keyCharsMax = 64;

interface Bucket {
  tokens: number;
  sinceMs: number;
}

/** A token bucket for each key. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  /** In the order in which they were seen last. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  get keys(): number {
    return this.#buckets.size;
  }

  /** Whether one more event of this key may pass now. */
  takes(key: string, nowMs: number): boolean {
    const bucket = this.#bucketOf(key.length > keyCharsMax ? hash('sha256', key, 'base64') : key, nowMs);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #bucketOf(key: string, nowMs: number): Bucket {
    const { eventsPerSecond, burst, keysMax } = this.#options;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, sinceMs: nowMs };
    // Below 0 the machine's clock was set back.
    const passedMs = Math.max(0, nowMs - bucket.sinceMs);
    bucket.tokens = Math.min(burst, bucket.tokens + (passedMs * eventsPerSecond) / 1_000);
    bucket.sinceMs = nowMs;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > keysMax) this.#forgetOldest();
    return bucket;
  }

  #forgetOldest(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key);
      return;
    }
  }
}
