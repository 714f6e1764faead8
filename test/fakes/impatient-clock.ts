import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/flow/clock.ts';

/** Whoever sleeps makes the time pass, at once: for code that looks at something real, such as a file, and waits. */
export class ImpatientClock implements Clock {
  #nowMs: number;

  constructor(nowMs = 1_000_000) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  async sleep(durationMs: number): Promise<void> {
    this.#nowMs += durationMs;
    await setImmediate();
  }

  pass(durationMs: number): void {
    this.#nowMs += durationMs;
  }
}
