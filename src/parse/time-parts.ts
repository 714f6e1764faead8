import type { TimeZone } from './time-zone.ts';

/**
 * The years 0000 to 9999, ms UTC: what has another year no index name, no ISO date of four digits and no log means.
 */
const timeMsMin = -62_167_219_200_000;
const timeMsMax = 253_402_300_799_999;

export function inRange(timeMs: number): number | undefined {
  return timeMs >= timeMsMin && timeMs <= timeMsMax ? timeMs : undefined;
}

export const monthNames: readonly string[] = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** What a time's text says, as numbers. */
export interface TimeParts {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** 60 in a leap second, which UTC in ms knows as the second after. */
  readonly second: number;
  /** Within the second. */
  readonly ms: number;
  /** Ahead of UTC; undefined where the text names no zone. */
  readonly offsetMinutes?: number | undefined;
}

/** The moment in ms UTC; undefined where the calendar or the clock has no such time. */
export function timeMsOf(parts: TimeParts, zone: TimeZone): number | undefined {
  const { year, month, day, hour, minute, second, ms, offsetMinutes } = parts;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const localMs = dayOf(year, month, day) * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
  return inRange(offsetMinutes === undefined ? zone.utcMs(localMs) : localMs - offsetMinutes * 60_000);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970 in the Gregorian calendar: years that begin in March, in cycles of 400 (H. Hinnant, `days_from_civil`). */
function dayOf(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const cycle = Math.floor(marchYear / 400);
  const ofCycle = marchYear - cycle * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const days = ofCycle * 365 + Math.floor(ofCycle / 4) - Math.floor(ofCycle / 100) + ofYear;
  return cycle * 146_097 + days - 719_468;
}

/** Reads the year that a line left out from the moment its bytes were first seen, ms UTC: the same on every re-read. */
export type YearlessTime = (seenMs: number) => number | undefined;

/** A clock may be ahead, and so may a zone that nobody configured. */
const aheadMsMax = 86_400_000;
/** The 29th of February comes after 8 years at the latest (1896, 1904). */
const yearsBackMax = 8;

/** The newest such day that is not after the moment it was seen, or a day after it at most. */
export function yearlessTime(parts: Omit<TimeParts, 'year'>, zone: TimeZone): YearlessTime {
  return (seenMs) => {
    const newest = new Date(seenMs + aheadMsMax).getUTCFullYear();
    for (let year = newest; year >= newest - yearsBackMax; year -= 1) {
      const timeMs = timeMsOf({ ...parts, year }, zone);
      if (timeMs !== undefined && timeMs <= seenMs + aheadMsMax) return timeMs;
    }
    return undefined;
  };
}
