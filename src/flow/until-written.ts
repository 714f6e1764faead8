import { isNotWritten } from '../record/position.ts';
import type { Clock } from './clock.ts';

/** Between two attempts to write what must be on the disk first, ms: a full disk is made room on by people. */
const retryDelayMs = 1_000;

export interface UntilWrittenOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly events: { readingPaused(error: unknown): void; readingResumed(): void };
}

/** Calls `write` until the disk takes it; what else it throws is thrown. False where the signal aborted before. */
export async function untilWritten(write: () => void, options: UntilWrittenOptions): Promise<boolean> {
  const { clock, signal, events } = options;
  for (let hasFailed = false; ; hasFailed = true) {
    try {
      write();
      if (hasFailed) events.readingResumed();
      return true;
    } catch (error) {
      if (!isNotWritten(error)) throw error;
      if (!hasFailed) events.readingPaused(error);
    }
    if (signal.aborted) return false;
    await clock.sleep(retryDelayMs, signal);
  }
}
