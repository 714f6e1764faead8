import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/flow/clock.ts';

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/** Time that stands still until a test moves it: whoever sleeps wakes in order, and acts before time goes on. */
export class VirtualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  /** Time as timers count it; no setting of the machine's clock moves it. */
  #nowMs: number;
  #setBackMs = 0;

  constructor(nowMs = 1_000_000) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs - this.#setBackMs;
  }

  get sleepers(): number {
    return this.#sleepers.size;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { untilMs: this.#nowMs + Math.max(0, durationMs), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Lets this much time pass. */
  async advance(durationMs: number): Promise<void> {
    await this.#passUntil(this.#nowMs + durationMs);
  }

  /** Lets time pass until nobody sleeps any more, at most this long. */
  async runUntilIdle(durationMaxMs = 1e9): Promise<void> {
    const endMs = this.#nowMs + durationMaxMs;
    await setImmediate();
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) await this.#wake(next);
  }

  /** Lets time pass until the work is done. Rejects where it hangs: nobody sleeps any more, or this time is over. */
  async runUntilSettled<T>(work: Promise<T>, durationMaxMs: number): Promise<T> {
    const endMs = this.#nowMs + durationMaxMs;
    let isSettled = false;
    const settled = work.finally(() => {
      isSettled = true;
    });
    settled.catch(() => {}); // It is given to the caller below.
    await setImmediate();
    while (!isSettled) {
      const next = this.#next(endMs);
      if (next === undefined)
        throw new Error(`the work hangs: ${this.#sleepers.size} sleep until after ${durationMaxMs} ms`);
      await this.#wake(next);
    }
    return settled;
  }

  /** As if the machine's clock was set: nobody wakes. */
  setBack(byMs: number): void {
    this.#setBackMs += byMs;
  }

  async #passUntil(endMs: number): Promise<void> {
    await setImmediate();
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) await this.#wake(next);
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  #next(endMs: number): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers)
      if (sleeper.untilMs <= endMs && (first === undefined || sleeper.untilMs < first.untilMs))
        first = sleeper;
    return first; // Of those at the same time, who lay down first.
  }

  /** All promises that can go on have gone on when it resolves. */
  async #wake({ untilMs, wake }: Sleeper): Promise<void> {
    this.#nowMs = Math.max(this.#nowMs, untilMs);
    wake();
    await setImmediate();
  }
}
