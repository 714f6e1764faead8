import { LineParser, lineErrors } from '../../src/parse/events.ts';
import { type FormatChoice, formatName, formats, parserOf } from '../../src/parse/formats.ts';
import type { Event } from '../../src/record/event.ts';
import { Timeline } from '../../src/record/timeline.ts';
import { lineChunk } from '../fakes/line-chunk.ts';

/** All formats, and patterns of users, among them some that would hang without the guard. */
export const fuzzedFormats: readonly FormatChoice[] = [
  ...formats,
  { type: 'csv', columns: ['time', 'a', 'http.response.status_code', 'a'], types: { a: 'number' } },
  ...[
    '^(?<a>(?:\\w+\\s?)*)$',
    '(?<a>(?:x+x+)+)y',
    '^(?<time>\\S+ \\S+) (?<rest>.*)$',
    '(?<a>"(?:[^"]|"")*")+,',
  ].map((pattern) => ({ type: 'regex', pattern, keepOriginal: true }) as const),
];

/** What is wrong with what a format makes of a line; undefined where nothing is. Throws what the parser throws. */
export function problemOf(format: FormatChoice, line: string): string | undefined {
  const event = eventOf(format, line);
  const text = withoutNewline(line);
  if (event['log.length'] !== Buffer.byteLength(`${line}\n`)) return 'the length is another one';
  if (!Number.isSafeInteger(event['@timestamp'])) return `the time is ${String(event['@timestamp'])}`;
  const unfit = unfitValue(event);
  if (unfit !== undefined) return `no event may hold ${unfit}`;
  if (event['event.original'] === text) return undefined;
  if (event['error.type'] === lineErrors.unparsed && event['message'] === text) return undefined;
  const lost = lostWords(formatName(format), text, event);
  return lost.length === 0 ? undefined : `lost: ${lost.join(' ')}`;
}

const seenMs = Date.UTC(2026, 10, 24);

function eventOf(format: FormatChoice, line: string): Event {
  const parser = new LineParser({ format, fields: {} });
  const bytes = Buffer.from(`${line}\n`);
  const chunk = { ...lineChunk(bytes), lineEnds: [bytes.length] };
  const { events } = parser.parse(chunk, new Timeline(), seenMs);
  const [event] = events;
  if (event === undefined || events.length !== 1) throw new Error(`${events.length} events of one line`);
  return event;
}

function withoutNewline(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** What MessagePack or JSON would not carry, or no reader take. */
function unfitValue(value: unknown): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'half a character';
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  if (value === undefined) return 'undefined';
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  for (const [name, item] of Object.entries(value)) {
    const unfit = name === '__proto__' ? 'the name __proto__' : unfitValue(item);
    if (unfit !== undefined) return unfit;
  }
  return undefined;
}

/** Words that only hold lines of a format together, or name what has become an ECS field. */
const frames: Readonly<Record<string, string>> = {
  combined: 'HTTP',
  common: 'HTTP',
  alb: 'HTTP',
  apache_error: 'client pid tid',
  ltsv: 'HTTP host user time req method uri status size reqsize referer ua vhost server level ident timestamp ts',
  logfmt: 'msg level lvl logger err time timestamp ts',
};
/** Parts of a time: so many at most. */
const timeWord = /^(?:\d+|[A-Z][a-z]{2,8}|\d*[Tt]\d*|\d*(?:[Zz]|UTC|GMT)|[IWEF]\d{4}|[DIWEFUA])$/;
const timeWordsMax = 11;
const word = /[\p{L}\p{N}_]+/gu;

function lostWords(format: string, line: string, event: Event): readonly string[] {
  // An escape is a character and no word; the test of JSON's leaves is another one.
  if (format === 'json' || (format === 'logfmt' && line.includes('\\'))) return [];
  const frame = new Set((frames[format] ?? '').split(' '));
  const kept = new Map<string, number>();
  for (const found of textOf(event).match(word) ?? []) kept.set(found, (kept.get(found) ?? 0) + 1);
  const lost: string[] = [];
  for (const wanted of line.match(word) ?? []) {
    const count = kept.get(wanted) ?? 0;
    if (format !== 'syslog') kept.set(wanted, count - 1); // A parameter that comes twice is a list under one name.
    if (count <= 0 && !frame.has(wanted) && !isNumberOf(format, wanted)) lost.push(wanted);
  }
  const hasTime =
    event['event.time_source'] === undefined || event['event.time_source'] === 'line_without_year';
  const others = hasTime ? lost.filter((one) => !timeWord.test(one)) : lost;
  return lost.length - others.length > timeWordsMax ? lost : others;
}

/** `0.000` is the number 0. */
function isNumberOf(format: string, text: string): boolean {
  return (format === 'alb' || format === 'csv') && /^\d*[eE]?\d*$/.test(text);
}

/** All that an event says, but for where it came from. */
function textOf(event: Event): string {
  const { 'log.file.path': _, 'log.file.generation': __, 'log.checksum': ___, ...said } = event;
  return flatten(said).join(' ');
}

function flatten(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([name, item]) => [name, ...flatten(item)]);
}

/** Each four times the one before. One step may take longer for good reason: another engine takes over, memory grows. */
const lengths = [16_384, 65_536, 262_144] as const;
/** Four times the text may take so much longer, for the machine does other things as well; quadratic would be 16 times. */
const ratioMax = 10;
/** The machine may have been busy. */
const attempts = 3;
/** Less is not worth measuring. */
const worthMs = 4;

/** Whether the time grows with the text and no faster; else a word on how it does. */
export function slownessOf(format: FormatChoice, lineOf: (chars: number) => string): string | undefined {
  const parse = parserOf(format);
  if (fastestMs(parse, lineOf(lengths[1]), 1) < worthMs) return undefined;
  let ms: readonly number[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    ms = lengths.map((chars) => fastestMs(parse, lineOf(chars), 3));
    if (!growsTooFast(ms[0], ms[1]) || !growsTooFast(ms[1], ms[2])) return undefined;
  }
  return `${ms.map((one) => one.toFixed(1)).join(', ')} ms for ${lengths.join(', ')} characters`;
}

function growsTooFast(fewMs = 0, manyMs = 0): boolean {
  return manyMs >= worthMs && manyMs / fewMs > ratioMax;
}

function fastestMs(parse: (line: string) => unknown, line: string, runs: number): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    parse(line);
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}
