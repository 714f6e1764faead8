import type { Clock } from '../../src/flow/clock.ts';
import type { Sink, WriteOutcome } from '../../src/flow/seams.ts';

/** What becomes of one item at one attempt. */
export type Fate = 'stored' | 'retry' | 'refused';

/** Decides an attempt: a fate for each item; or it throws. `attempt` counts the calls from 1. */
export type Script<T> = (batch: readonly T[], attempt: number) => readonly Fate[];

/** A sink in memory that fails as its script says, and remembers all that was asked of it. */
export class ScriptedSink<T> implements Sink<T> {
  readonly batches: T[][] = [];
  readonly stored: T[] = [];
  readonly startedMs: number[] = [];
  callsUnderWay = 0;
  callsUnderWayMax = 0;
  readonly #clock: Clock;
  readonly #script: Script<T>;
  readonly #latencyMs: () => number;

  constructor(clock: Clock, script: Script<T> = storeAll, latencyMs: () => number = () => 0) {
    this.#clock = clock;
    this.#script = script;
    this.#latencyMs = latencyMs;
  }

  async check(): Promise<void> {}

  async write(batch: readonly T[], signal: AbortSignal): Promise<WriteOutcome> {
    this.startedMs.push(this.#clock.nowMs());
    const attempt = this.batches.push([...batch]);
    this.callsUnderWay += 1;
    this.callsUnderWayMax = Math.max(this.callsUnderWayMax, this.callsUnderWay);
    try {
      const latencyMs = this.#latencyMs();
      if (latencyMs > 0) await this.#clock.sleep(latencyMs, signal);
      return this.#answer(batch, this.#script(batch, attempt));
    } finally {
      this.callsUnderWay -= 1;
    }
  }

  async close(): Promise<void> {}

  #answer(batch: readonly T[], fates: readonly Fate[]): WriteOutcome {
    const stored: number[] = [];
    const failed = { retry: [] as number[], refused: [] as number[] };
    for (const [index, item] of batch.entries()) {
      const fate = fates[index] ?? 'stored';
      if (fate !== 'stored') failed[fate].push(index);
      else {
        stored.push(index);
        this.stored.push(item);
      }
    }
    const asFailure = (index: number) => ({ index, code: 'scripted', reason: 'the script says so' });
    return { stored, retry: failed.retry.map(asFailure), refused: failed.refused.map(asFailure) };
  }
}

export function storeAll(batch: readonly unknown[]): Fate[] {
  return batch.map(() => 'stored');
}
