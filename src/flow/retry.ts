import type { Random } from './clock.ts';

/** How long to wait between attempts. Attempts are unlimited: what cannot be delivered is kept, never dropped. */
export interface RetryPlan {
  readonly firstDelayMs: number;
  readonly delayMaxMs: number;
}

/** Doubling from 100 ms to 10 s: the pace of amazon-kinesis-agent, whose users find it neither hasty nor slow. */
export const defaultRetryPlan: RetryPlan = { firstDelayMs: 100, delayMaxMs: 10_000 };

/**
 * Wait before attempt number `attempt` (the first repeat is 1): exponential with full jitter, so that a thousand
 * hosts do not come back in step after an outage (AWS Architecture Blog, "Exponential Backoff and Jitter").
 */
export function retryDelayMs(attempt: number, plan: RetryPlan, random: Random): number {
  const ceilingMs = Math.min(plan.delayMaxMs, plan.firstDelayMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceilingMs * (0.1 + 0.9 * random()));
}
