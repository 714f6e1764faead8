import type { Life, LifeReader } from './life.ts';

/** A file whose descriptor fails is tried again after so long, each time after twice as long, ms. */
const retryDelayMs = 1_000;
const retryDelayMaxMs = 60_000;

interface Retry {
  readonly delayMs: number;
  readonly atMs: number;
}

/** Lives whose open file cannot be read: its disk fails, or its server forgot it (ESTALE). */
export class ReadFailures {
  readonly #retries = new Map<Life, Retry>();

  /** `isUnanswered`: to ask whether the answer has come costs nothing. */
  failed(life: Life, nowMs: number, isUnanswered: boolean): void {
    const before = isUnanswered ? undefined : this.#retries.get(life)?.delayMs;
    const delayMs = before === undefined ? retryDelayMs : Math.min(retryDelayMaxMs, 2 * before);
    this.#retries.set(life, { delayMs, atMs: nowMs + delayMs });
  }

  /** It was read, or its file is closed. */
  over(life: Life): void {
    this.#retries.delete(life);
  }

  has(life: Life): boolean {
    return this.#retries.has(life);
  }

  /** Not yet to be tried again. A clock that was set back does not hold it up. */
  isWaiting(life: Life, nowMs: number): boolean {
    const retry = this.#retries.get(life);
    return retry !== undefined && nowMs < retry.atMs && retry.atMs - nowMs <= retry.delayMs;
  }

  get lives(): Iterable<Life> {
    return this.#retries.keys();
  }
}

/** Nothing was written through it: that it cannot be closed in order costs nothing. */
export async function closeQuietly(reader: LifeReader): Promise<void> {
  await reader.close().catch(() => {});
}
