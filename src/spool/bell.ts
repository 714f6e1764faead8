import type { Clock } from '../flow/clock.ts';

/** Wakes whoever waits. */
export class Bell {
  #rung = new AbortController();

  ring(): void {
    this.#rung.abort();
    this.#rung = new AbortController();
  }

  /** Resolves when it is rung, when the signal aborts, or after the time. */
  async wait(durationMs: number, { clock, signal }: { clock: Clock; signal: AbortSignal }): Promise<void> {
    const over = AbortSignal.any([this.#rung.signal, signal]);
    await clock.sleep(durationMs, over);
  }
}
