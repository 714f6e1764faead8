import type { Clock, Random } from './clock.ts';
import { defaultRetryPlan, retryDelayMs } from './retry.ts';
import { SinkError } from './seams.ts';

export interface UntilReadyOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** In the middle of a run nobody looks, and data waits: then everything is tried again, whatever the reason. */
  readonly keepsTrying?: boolean;
  /** Hears of each failure that waiting may mend. */
  readonly waiting: (error: SinkError, waitMs: number) => void;
}

/**
 * Repeats what fails for a passing reason until it works or the signal aborts. What does not mend itself, a wrong
 * name or a missing permission, fails at once: at a start a person is looking.
 */
export async function untilReady<T>(
  attempt: () => Promise<T>,
  options: UntilReadyOptions,
): Promise<T | undefined> {
  const { clock, random, signal, waiting, keepsTrying = false } = options;
  for (let repeat = 1; !signal.aborted; repeat += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof SinkError) || !(error.transient || keepsTrying)) throw error;
      const waitMs = retryDelayMs(repeat, defaultRetryPlan, random);
      waiting(error, waitMs);
      await clock.sleep(waitMs, signal);
    }
  }
  return undefined;
}
