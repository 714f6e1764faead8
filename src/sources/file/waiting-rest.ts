import type { LineChunk } from '../../record/chunk.ts';
import type { ContentStatus } from './content.ts';
import type { InputEvents } from './event-rule.ts';
import type { Life, LifeReader, WaitingRest } from './life.ts';
import { rotatedQuietMs } from './source-options.ts';

export interface WaitingRestOptions {
  readonly buffer: Buffer;
  readonly nowMs: number;
  /** Since something was read of it, or it was rotated. */
  readonly quietMs: number;
  readonly flushAfterMs: number | undefined;
  readonly events: InputEvents | undefined;
}

/** What waits at the end of the file, where it waited for long enough. */
export async function takeWaitingRest(
  life: Life,
  reader: LifeReader,
  { buffer, nowMs, quietMs, flushAfterMs, events }: WaitingRestOptions,
): Promise<LineChunk | undefined> {
  const waiting = waitingRest(life, reader.idleStatus, nowMs);
  if (waiting === undefined) return undefined;
  const waitedMs = waitedMsOf(life, nowMs);
  const isRotated = life.rotatedAtMs !== undefined;
  const within = (afterMs = Infinity) => (isRotated ? Math.min(rotatedQuietMs, afterMs) : afterMs);
  const takesHalfLine = Math.min(waitedMs, quietMs) >= within(flushAfterMs);
  const takesLines = events !== undefined && !waiting.isHalfLine && waitedMs >= within(events.flushAfterMs);
  if (!takesHalfLine && !takesLines) return undefined;
  const rest = await reader.takeRest(buffer, takesHalfLine);
  waiting.isHalfLine = rest === undefined;
  return rest;
}

/**
 * What stands unread at the end of its file, remembered for as long as nothing comes. A clock that is set back must
 * not let it wait until the old time comes again.
 */
function waitingRest(
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
