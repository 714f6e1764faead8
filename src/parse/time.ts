const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const clfTime = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;

/** Time of the common log format, `17/May/2015:10:05:03 +0000` (Apache mod_log_config, %t), in ms UTC. */
export function parseClfTime(text: string): number | undefined {
  const match = clfTime.exec(text);
  if (match === null) return undefined;
  const [, day, monthName, year, hour, minute, second, sign, zoneHours, zoneMinutes] = match;
  const month = monthNames.indexOf(monthName ?? '');
  if (month < 0 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const localMs = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  if (new Date(Date.UTC(Number(year), month, Number(day))).getUTCDate() !== Number(day)) return undefined;
  const zoneMs = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return sign === '-' ? localMs + zoneMs : localMs - zoneMs;
}

const isoTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d{2}:?\d{2}))?$/i;

/** RFC 3339 / ISO 8601 time, in ms UTC. Without a zone it is taken for UTC. */
export function parseIsoTime(text: string): number | undefined {
  const match = isoTime.exec(text);
  if (match === null) return undefined;
  const [, date, time, fraction = '', zone = 'Z'] = match;
  const zoneWithColon = /^[+-]\d{4}$/.test(zone)
    ? `${zone.slice(0, 3)}:${zone.slice(3)}`
    : zone.toUpperCase();
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const timeMs = Date.parse(`${date}T${time}.${millis}${zoneWithColon}`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** Where seconds end and milliseconds begin among bare numbers: 10^11 s is the year 5138, 10^11 ms is 1973. */
const epochSecondsMax = 1e11;
const epochMillisMax = 8.64e15;

/** A JSON value as a time: ISO text, epoch seconds (with fraction) or epoch milliseconds. */
export function timeOfJson(value: unknown): number | undefined {
  if (typeof value === 'string') return parseIsoTime(value);
  if (typeof value !== 'number' || !(value > 0) || value > epochMillisMax) return undefined;
  return Math.floor(value < epochSecondsMax ? value * 1000 : value);
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
