import type { ContentStatus } from './content.ts';
import type { Life, WaitingRest } from './life.ts';

/**
 * What stands unread at the end of its file, remembered for as long as nothing comes. A clock that is set back must
 * not let it wait until the old time comes again.
 */
export function waitingRest(
  life: Life,
  idleStatus: ContentStatus | undefined,
  nowMs: number,
): WaitingRest | undefined {
  const { waiting } = life;
  const size = idleStatus?.size ?? 0;
  if (size <= life.offset) life.waiting = undefined;
  else if (waiting?.size !== size || waiting.sinceMs > nowMs)
    life.waiting = { size, sinceMs: nowMs, isHalfLine: false };
  return life.waiting;
}

/** How long it has waited; infinite where nothing does. */
export function waitedMsOf({ waiting }: Life, nowMs: number): number {
  return waiting === undefined ? Infinity : nowMs - waiting.sinceMs;
}
