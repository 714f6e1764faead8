import { inRange, monthNames, timeMsOf, type YearlessTime, yearlessTime } from './time-parts.ts';
import { type TimeZone, utc } from './time-zone.ts';

/** A time that was found in a text. Either `timeMs` or `withoutYear` is set. */
export interface ReadTime {
  /** Index after its last character. */
  readonly end: number;
  /** ms UTC */
  readonly timeMs?: number | undefined;
  readonly withoutYear?: YearlessTime | undefined;
  /** False where the text says more than milliseconds do. */
  readonly isExact: boolean;
}

/** Reads the time that begins at `at`; undefined where none of this layout stands there. Never throws. */
export type TimeLayout = (text: string, at: number) => ReadTime | undefined;

type Part =
  | 'year'
  | 'shortYear'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'half'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'zone'
  | 'epochSeconds'
  | 'epochFraction'
  | 'epochMs';

const zoneOffset = String.raw`[+-](?:0\d|1[0-4]):?[0-5]\d`;
const monthPattern = monthNames.join('|');

/** The directives of strftime(3), as far as logs need them. */
const directives: Readonly<Record<string, readonly [pattern: string, ...parts: Part[]]>> = {
  Y: [String.raw`(\d{4})`, 'year'],
  y: [String.raw`(\d{2})`, 'shortYear'],
  m: [String.raw`(\d{2})`, 'month'],
  d: [String.raw`(\d{2})`, 'day'],
  e: [String.raw`( ?\d|[0-3]\d)`, 'day'],
  b: [`(${monthPattern})`, 'monthName'],
  B: [`((?:${monthPattern})[a-z]*)`, 'monthName'],
  a: ['(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'],
  A: ['(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*'],
  H: [String.raw`(\d{2})`, 'hour'],
  I: [String.raw`(\d{2})`, 'hour12'],
  p: ['([AaPp][Mm])', 'half'],
  M: [String.raw`(\d{2})`, 'minute'],
  S: [String.raw`(\d{2})`, 'second'],
  f: [String.raw`(\d{1,9})`, 'fraction'],
  z: [`(Z|${zoneOffset})`, 'zone'],
  Z: ['(Z|UTC|GMT)', 'zone'],
  s: [String.raw`(\d{1,12})(?:\.(\d{1,9}))?`, 'epochSeconds', 'epochFraction'],
  Q: [String.raw`(\d{1,15})`, 'epochMs'],
  '%': ['%'],
};
const shorthands: Readonly<Record<string, string>> = { T: '%H:%M:%S', F: '%Y-%m-%d', R: '%H:%M', h: '%b' };

/** What our own layouts may use besides: `T` or a blank, a fraction and a zone that may be left out. */
const ownDirectives: typeof directives = {
  1: ['[Tt ]'],
  2: [String.raw`(?:[.,](\d{1,9}))?(?!\d)`, 'fraction'],
  3: [
    String.raw`(?: ?(Z|UTC|GMT|${zoneOffset})(?![\w:])|([Zz]|[+-](?:0\d|1[0-4]))(?![\w:]))?`,
    'zone',
    'zone',
  ],
};

/**
 * A layout as strftime(3) writes them, such as `%d/%b/%Y:%H:%M:%S %z`. `zone` is that of times that name none. Throws a
 * RangeError that says what is wrong with it.
 */
export function timeLayout(layout: string, zone: TimeZone): TimeLayout {
  return compile(layout, zone, directives);
}

/** As {@link timeLayout}, with `%1` to `%3` of our own. */
export function ownTimeLayout(layout: string, zone: TimeZone): TimeLayout {
  return compile(layout, zone, { ...directives, ...ownDirectives });
}

function compile(layout: string, zone: TimeZone, known: typeof directives): TimeLayout {
  const parts: Part[] = [];
  const long = layout.replace(/%([TFRh])/g, (_, name: string) => shorthands[name] ?? '');
  const source = long.replace(/%(.?)|[^%]/gs, (text: string, name: string | undefined) => {
    if (name === undefined) return text.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    const [pattern, ...found] = known[name] ?? [];
    if (pattern === undefined) throw new RangeError(`%${name} is no directive of a time layout`);
    parts.push(...found);
    return pattern;
  });
  const problem = problemOf(parts);
  if (problem !== undefined) throw new RangeError(problem);
  const pattern = new RegExp(source, 'y');
  return (text, at) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    return match === null ? undefined : readParts(match, parts, pattern.lastIndex, zone);
  };
}

function problemOf(parts: readonly Part[]): string | undefined {
  const has = (...names: Part[]) => names.some((name) => parts.includes(name));
  if (has('epochSeconds', 'epochMs')) return undefined;
  if (!has('day') || !has('month', 'monthName'))
    return 'the layout tells no day: it needs %m (or %b) and %d, or %s';
  if (has('hour12') !== has('half')) return '%I and %p need each other';
  return undefined;
}

/** What a text says, bit by bit. */
interface Found {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  offsetMinutes: number | undefined;
  hasYear: boolean;
  isExact: boolean;
  isAfternoon: boolean | undefined;
  epochMs: number | undefined;
}

const takers: Readonly<Record<Part, (found: Found, text: string) => void>> = {
  year: (found, text) => {
    found.year = Number(text);
    found.hasYear = true;
  },
  shortYear: (found, text) => {
    found.year = Number(text) + (Number(text) < 69 ? 2000 : 1900); // As POSIX has it.
    found.hasYear = true;
  },
  month: (found, text) => {
    found.month = Number(text);
  },
  monthName: (found, text) => {
    found.month = monthNames.findIndex((name) => text.startsWith(name)) + 1;
  },
  day: (found, text) => {
    found.day = Number(text);
  },
  hour: (found, text) => {
    found.hour = Number(text);
  },
  hour12: (found, text) => {
    // 12 is 0 here; what no such clock shows becomes what no clock shows.
    found.hour = Number(text) >= 1 && Number(text) <= 12 ? Number(text) % 12 : 99;
  },
  half: (found, text) => {
    found.isAfternoon = text.toLowerCase() === 'pm';
  },
  minute: (found, text) => {
    found.minute = Number(text);
  },
  second: (found, text) => {
    found.second = Number(text);
  },
  fraction: (found, text) => {
    found.ms = millisecondsOf(text);
    found.isExact = saysMilliseconds(text);
  },
  zone: (found, text) => {
    found.offsetMinutes = offsetOf(text);
  },
  epochSeconds: (found, text) => {
    found.epochMs = Number(text) * 1000;
  },
  epochFraction: (found, text) => {
    found.epochMs = (found.epochMs ?? 0) + millisecondsOf(text);
    found.isExact = saysMilliseconds(text);
  },
  epochMs: (found, text) => {
    found.epochMs = Number(text);
  },
};

function readParts(
  match: RegExpExecArray,
  parts: readonly Part[],
  end: number,
  zone: TimeZone,
): ReadTime | undefined {
  const found: Found = {
    year: 2000, // It has a 29th of February.
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    ms: 0,
    offsetMinutes: undefined,
    hasYear: false,
    isExact: true,
    isAfternoon: undefined,
    epochMs: undefined,
  };
  for (const [index, part] of parts.entries()) {
    const text = match[index + 1];
    if (text !== undefined) takers[part](found, text);
  }
  return readTimeOf(found, end, zone);
}

function readTimeOf(found: Found, end: number, zone: TimeZone): ReadTime | undefined {
  const { epochMs, isAfternoon, hasYear, isExact } = found;
  if (isAfternoon === true) found.hour += 12;
  if (epochMs === undefined && !hasYear) {
    if (timeMsOf(found, utc) === undefined) return undefined;
    return { end, withoutYear: yearlessTime(found, zone), isExact };
  }
  const timeMs = epochMs === undefined ? timeMsOf(found, zone) : inRange(epochMs);
  return timeMs === undefined ? undefined : { end, timeMs, isExact };
}

/** Of the digits behind a decimal point. */
function millisecondsOf(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, '0'));
}

function saysMilliseconds(fraction: string): boolean {
  return fraction.length <= 3 || /^0*$/.test(fraction.slice(3));
}

/** `+02:00`, `-0530` and `+01` in minutes; `Z` and its like are 0. */
function offsetOf(text: string): number {
  if (text[0] !== '+' && text[0] !== '-') return 0;
  const digits = text.replace(':', '').slice(1);
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return text[0] === '-' ? -minutes : minutes;
}
