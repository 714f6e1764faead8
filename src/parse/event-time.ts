import { type FieldValue, type TimeSource, timeSourceField } from '../record/event.ts';
import type { Timeline } from '../record/timeline.ts';
import type { YearlessTime } from './time-parts.ts';

/** What an event's text tells of its time. */
export interface ToldTime {
  readonly timeMs?: number | undefined;
  readonly withoutYear?: YearlessTime | undefined;
}

/** Where the event's bytes begin, up to where bytes are in sight, and when. */
export interface Sight {
  readonly offset: number;
  readonly seenUntil: number;
  readonly nowMs: number;
  /** When a runtime says that the text was printed: the time of a text that tells none, and the judge of a missing year. */
  readonly printedMs?: number | undefined;
}

/** The event's time in ms UTC, by the same rule on every re-read. Where the line does not tell all of it, the event says so. */
export function eventTime(
  { timeMs, withoutYear }: ToldTime,
  fields: Record<string, FieldValue>,
  timeline: Timeline,
  { offset, seenUntil, nowMs, printedMs }: Sight,
): number {
  const toldMs = timeMs ?? withoutYear?.(printedMs ?? timeline.seen(offset, seenUntil, nowMs));
  if (toldMs !== undefined) {
    if (timeMs === undefined) fields[timeSourceField] = 'line_without_year' satisfies TimeSource;
    timeline.timed(toldMs);
    return toldMs;
  }
  if (printedMs !== undefined) {
    timeline.timed(printedMs);
    return printedMs;
  }
  fields[timeSourceField] = untimedSource(timeline);
  return timeline.untimed(offset, seenUntil, nowMs);
}

/** Where an event whose text tells no time has its own from. */
export function untimedSource({ lastTimedMs }: Timeline): TimeSource {
  return lastTimedMs === undefined ? 'read' : 'previous_line';
}
