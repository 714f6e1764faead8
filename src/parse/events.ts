import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { LineChunk, LinePart } from '../record/chunk.ts';
import { type Event, type FieldValue, originFields } from '../record/event.ts';
import type { Timeline } from '../record/timeline.ts';
import { detectFormat, type Format, parserOf } from './formats.ts';
import type { Parser } from './parsed.ts';

/** Why a line is kept whole as `message`: the values of `error.type` that the agent writes. */
export const lineErrors = { unparsed: 'unparsed_line', invalidUtf8: 'invalid_utf8' } as const;

export interface LineParserOptions {
  readonly format: Format | 'auto';
  /** What `auto` decides by: the file's first line, so that a restart decides alike. */
  readonly firstLine: string;
  /** Added to each event, such as `event.dataset`. */
  readonly fields: { readonly [field: string]: FieldValue };
}

export interface ParsedChunk {
  readonly events: readonly Event[];
  /** Offset in the file after each event's line: where a position may stand once the event is safe. */
  readonly endOffsets: readonly number[];
  /** Time of the last timed line up to each event; what a position needs to give untimed lines their time. */
  readonly lastTimedMs: readonly (number | undefined)[];
  /** Lines that were kept whole because they did not parse. */
  readonly unparsed: number;
  /** One of them, for the log. */
  readonly sample: string;
}

/** Turns the lines of one file into events. A line that does not parse is kept whole: never dropped. */
export class LineParser {
  readonly format: Format;
  readonly #parse: Parser;
  readonly #options: LineParserOptions;

  constructor(options: LineParserOptions) {
    this.#options = options;
    this.format = options.format === 'auto' ? detectFormat(options.firstLine) : options.format;
    this.#parse = parserOf(this.format);
  }

  parse(chunk: LineChunk, timeline: Timeline, nowMs: number): ParsedChunk {
    const events: Event[] = [];
    const endOffsets: number[] = [];
    const lastTimedMs: (number | undefined)[] = [];
    const seenUntil = chunk.offset + chunk.bytes.length;
    const allText = isUtf8(chunk.bytes);
    let unparsed = 0;
    let sample = '';
    let start = 0;
    for (const end of chunk.lineEnds) {
      const raw = chunk.bytes.subarray(start, end);
      const part = start === 0 ? chunk.part : undefined;
      const { timeMs, fields, failed } = this.#read(raw, allText, part);
      if (failed) {
        unparsed += 1;
        sample = String(fields['message']);
      }
      const offset = chunk.offset + start;
      if (timeMs !== undefined) timeline.timed(timeMs);
      const eventMs = timeMs ?? timeline.untimed(offset, seenUntil, nowMs);
      events.push(this.#event(chunk, raw, offset, eventMs, fields));
      endOffsets.push(part === undefined || part.last ? offset + raw.length : part.lineStart);
      lastTimedMs.push(timeline.lastTimedMs);
      start = end;
    }
    return { events, endOffsets, lastTimedMs, unparsed, sample };
  }

  #read(raw: Buffer, allText: boolean, part: LinePart | undefined): ReadLine {
    const text = withoutNewline(raw).toString('utf8');
    if (!allText && !isUtf8(raw)) {
      // The text has replacement characters; the bytes stand beside it.
      const fields = { message: text, 'event.original': raw, 'error.type': lineErrors.invalidUtf8 };
      return { fields, failed: true };
    }
    if (part !== undefined) return { fields: { message: text, 'log.part': part.index }, failed: false };
    const parsed = this.#parse(text);
    if (parsed !== undefined) return { ...parsed, failed: false };
    return { fields: { message: text, 'error.type': lineErrors.unparsed }, failed: true };
  }

  #event(
    chunk: LineChunk,
    raw: Buffer,
    offset: number,
    timeMs: number,
    fields: { readonly [field: string]: FieldValue },
  ): Event {
    return {
      '@timestamp': timeMs,
      ...fields,
      ...this.#options.fields,
      'log.file.path': chunk.file.path,
      [originFields.generation]: chunk.file.generation,
      [originFields.offset]: offset,
      [originFields.length]: raw.length,
      [originFields.checksum]: crc32(raw),
    };
  }
}

interface ReadLine {
  readonly timeMs?: number;
  readonly fields: { readonly [field: string]: FieldValue };
  readonly failed: boolean;
}

/** Without LF or CR LF; a lone CR belongs to the line. */
function withoutNewline(raw: Buffer): Buffer {
  if (raw.at(-1) !== 0x0a) return raw;
  return raw.subarray(0, raw.at(-2) === 0x0d ? -2 : -1);
}
