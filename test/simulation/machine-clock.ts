import type { Clock } from '../../src/flow/clock.ts';
import type { MachinePlan } from './plan.ts';

/** The clock of one machine: it may be wrong, and be set while programs run. Sleeping takes as long as anywhere. */
export class MachineClock implements Clock {
  readonly #real: Clock;
  readonly #plan: MachinePlan;

  constructor(real: Clock, plan: MachinePlan) {
    this.#real = real;
    this.#plan = plan;
  }

  nowMs(): number {
    const realMs = this.#real.nowMs();
    return realMs + (this.#plan.findLast(({ atMs }) => atMs <= realMs)?.offMs ?? 0);
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return this.#real.sleep(durationMs, signal);
  }
}
