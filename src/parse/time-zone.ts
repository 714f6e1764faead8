/**
 * A time zone, by the rules of the tz database that Node brings along. A local time that comes twice (clocks set
 * back) is the first of the two; one that never is (clocks set forward) is meant by the clock from before, so
 * 02:30 in a gap of an hour is 03:30. Both as in Temporal and java.time.
 */
export interface TimeZone {
  readonly name: string;
  /** What the clock on the wall shows, as if it were UTC → ms UTC. */
  utcMs(localMs: number): number;
}

export const utc: TimeZone = { name: 'UTC', utcMs: (localMs) => localMs };

/** Transitions of today's rules fall on whole minutes; a busy log stays within one for long. */
const bucketMs = 60_000;
const dayMs = 86_400_000;

/** A zone by its IANA name, such as `Europe/Berlin`. Throws a RangeError where there is none. */
export function timeZoneOf(name: string): TimeZone {
  const offsetAt = offsetsOf(name);
  let bucket = Number.NaN;
  let offset = 0;
  return {
    name,
    utcMs: (localMs) => {
      const wanted = Math.floor(localMs / bucketMs);
      if (wanted !== bucket) {
        offset = offsetOfLocal(wanted * bucketMs, offsetAt);
        bucket = wanted;
      }
      return localMs - offset;
    },
  };
}

export function isTimeZone(name: string): boolean {
  try {
    offsetsOf(name);
    return true;
  } catch {
    return false;
  }
}

function offsetOfLocal(localMs: number, offsetAt: (utcMs: number) => number): number {
  const before = offsetAt(localMs - dayMs);
  const after = offsetAt(localMs + dayMs);
  const fits = [before, after].filter((offset) => offsetAt(localMs - offset) === offset);
  return fits.length === 0 ? before : Math.max(...fits);
}

/** Milliseconds that the zone is ahead of UTC at a moment. */
function offsetsOf(zone: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (utcMs) => {
    const wholeMs = Math.floor(utcMs / 1000) * 1000;
    const part: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(wholeMs)) part[type] = value;
    const year = part['era'] === 'BC' ? 1 - Number(part['year']) : Number(part['year']);
    const date = new Date(0);
    date.setUTCFullYear(year, Number(part['month']) - 1, Number(part['day']));
    date.setUTCHours(Number(part['hour']), Number(part['minute']), Number(part['second']));
    return date.getTime() - wholeMs;
  };
}
