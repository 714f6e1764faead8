/** So many a second, and at once what a second without use has saved. Starts full. */
export class TokenBucket {
  readonly #perSecond: number;
  #tokens: number;
  #atMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#atMs = nowMs;
  }

  /** Whether this much may pass now. More than a second's worth passes a full bucket, which then stays in debt. */
  has(amount: number, nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#tokens >= Math.min(amount, this.#perSecond);
  }

  take(amount: number): void {
    this.#tokens -= amount;
  }

  /** Whether anything is left: for what is known only afterwards. */
  isPositive(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#tokens > 0;
  }

  #refill(nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    this.#tokens = Math.min(this.#perSecond, this.#tokens + (elapsedMs / 1000) * this.#perSecond);
    this.#atMs = Math.max(this.#atMs, nowMs);
  }
}

/** Buckets by name, each made when it is first asked for. */
export class CallRates {
  readonly #buckets = new Map<string, TokenBucket>();

  /** Whether one more call of this name may pass now; it counts. */
  passes(name: string, perSecond: number, nowMs: number): boolean {
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      if (this.#buckets.size >= bucketsMax) this.#buckets.clear();
      bucket = new TokenBucket(perSecond, nowMs);
      this.#buckets.set(name, bucket);
    }
    if (!bucket.has(1, nowMs)) return false;
    bucket.take(1);
    return true;
  }
}

/** Streams come and go; beyond this many names all start full again. */
const bucketsMax = 10_000;
