import { inRange, monthNames } from './time-parts.ts';
import { type TimeZone, utc } from './time-zone.ts';

const clfTime = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;

/** Time of the common log format, `17/May/2015:10:05:03 +0000` (Apache mod_log_config, %t), in ms UTC. */
export function parseClfTime(text: string): number | undefined {
  const match = clfTime.exec(text);
  if (match === null) return undefined;
  const [, day, monthName, year, hour, minute, second, sign, zoneHours, zoneMinutes] = match;
  const month = monthNames.indexOf(monthName ?? '');
  if (month < 0 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const monthText = String(month + 1).padStart(2, '0');
  const dayMs = dayStart(`${year}-${monthText}-${day}`);
  if (dayMs === undefined) return undefined;
  const localMs = dayMs + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const zoneMs = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return inRange(sign === '-' ? localMs + zoneMs : localMs - zoneMs);
}

/** `2015-02-28` in ms UTC. Date.parse takes the 30th of February too, for the 2nd of March. */
function dayStart(date: string): number | undefined {
  const dayMs = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(dayMs) || new Date(dayMs).getUTCDate() !== Number(date.slice(8)) ? undefined : dayMs;
}

const isoTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d{2}:?\d{2}))?$/i;

/** RFC 3339 / ISO 8601 time, in ms UTC. `timeZone` is that of a time that names none. */
export function parseIsoTime(text: string, timeZone: TimeZone = utc): number | undefined {
  const match = isoTime.exec(text);
  if (match === null) return undefined;
  const [, date = '', time, fraction = '', writtenZone] = match;
  const zone = writtenZone ?? 'Z';
  if (dayStart(date) === undefined) return undefined;
  const zoneWithColon = /^[+-]\d{4}$/.test(zone)
    ? `${zone.slice(0, 3)}:${zone.slice(3)}`
    : zone.toUpperCase();
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const timeMs = Date.parse(`${date}T${time}.${millis}${zoneWithColon}`);
  return inRange(writtenZone === undefined ? timeZone.utcMs(timeMs) : timeMs);
}

/** Where seconds end and milliseconds begin among bare numbers: 10^11 s is the year 5138, 10^11 ms is 1973. */
const epochSecondsMax = 1e11;
/** Where microseconds and nanoseconds begin: both in 2001, and beyond any year in milliseconds or microseconds. */
const epochMicrosMin = 1e15;
const epochNanosMin = 1e18;

/** A JSON value as a time: ISO text, or seconds (with fraction), ms, µs or ns since 1970. */
export function timeOfJson(value: unknown, zone: TimeZone = utc): number | undefined {
  if (typeof value === 'string') return parseIsoTime(value, zone);
  if (typeof value !== 'number' || !(value > 0)) return undefined;
  // A double may stand just below the millisecond it means: 1.001 * 1000 is less than 1001.
  if (value < epochSecondsMax) return inRange(Math.floor(Math.round(value * 1e6) / 1000));
  return inRange(Math.floor(value / (value < epochMicrosMin ? 1 : value < epochNanosMin ? 1e3 : 1e6)));
}

/** Whether the milliseconds say all that the JSON value they were read from does. */
export function tellsNoMore(value: unknown, timeMs: number): boolean {
  if (typeof value === 'string') return !/[.,]\d{3}\d*[1-9]/.test(value);
  return value === timeMs || value === timeMs / 1000;
}

/** Remembers the last answer: neighbours in a log mostly share their second. */
export function cached(parse: (text: string) => number | undefined): (text: string) => number | undefined {
  let lastText = '';
  let lastMs: number | undefined;
  return (text) => {
    if (text !== lastText) {
      lastMs = parse(text);
      lastText = Array.from(text).join(''); // A copy: V8 cuts text out by reference, and would keep the whole chunk.
    }
    return lastMs;
  };
}
