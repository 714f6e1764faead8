import { isAscii, isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { Encoding, LineChunk, LinePart } from '../record/chunk.ts';
import { type Event, type FieldValue, originFields } from '../record/event.ts';
import type { Timeline } from '../record/timeline.ts';
import { eventTime } from './event-time.ts';
import type { TimeOptions } from './field-time.ts';
import { type FormatChoice, parserOf } from './formats.ts';
import type { ParsedLine, Parser } from './parsed.ts';

/** Why a line is kept whole as `message`: the values of `error.type` that the agent writes. */
export const lineErrors = { unparsed: 'unparsed_line', invalidUtf8: 'invalid_utf8' } as const;

export interface LineParserOptions {
  readonly format: FormatChoice;
  /** The last line of the file's header, where there is one. */
  readonly headerLine?: string | undefined;
  readonly time?: TimeOptions | undefined;
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
  readonly #parse: Parser;
  readonly #options: LineParserOptions;

  constructor(options: LineParserOptions) {
    this.#options = options;
    const { format, fields, time = {}, headerLine } = options;
    this.#parse = parserOf(format, { agentFields: Object.keys(fields), time, headerLine });
  }

  parse(chunk: LineChunk, timeline: Timeline, nowMs: number): ParsedChunk {
    const events: Event[] = [];
    const endOffsets: number[] = [];
    const lastTimedMs: (number | undefined)[] = [];
    const seenUntil = chunk.offset + chunk.bytes.length;
    const text = chunkText(chunk);
    let unparsed = 0;
    let sample = '';
    let start = 0;
    for (const end of chunk.lineEnds) {
      const part = start === 0 ? chunk.part : undefined;
      const read = this.#read(text, start, end, part);
      if (read.failed) {
        unparsed += 1;
        sample = String(read.fields['message']);
      }
      const { fields } = read;
      if (read.timeMs !== undefined) timeline.timed(read.timeMs);
      const timeMs =
        read.timeMs ?? eventTime(read, fields, timeline, { offset: chunk.offset + start, seenUntil, nowMs });
      events.push(this.#event(chunk, start, end, timeMs, fields));
      endOffsets.push(part === undefined || part.last ? chunk.offset + end : part.lineStart);
      lastTimedMs.push(timeline.lastTimedMs);
      start = end;
    }
    return { events, endOffsets, lastTimedMs, unparsed, sample };
  }

  #read(chunk: ChunkText, start: number, end: number, part: LinePart | undefined): ReadLine {
    const text = chunk.line(start, end);
    if (!chunk.isText(start, end)) {
      // The text has replacement characters; the bytes stand beside it.
      const raw = chunk.bytes.subarray(start, end);
      const fields = { message: text, 'event.original': raw, 'error.type': lineErrors.invalidUtf8 };
      const place = part === undefined ? {} : { 'log.part': part.index };
      return { fields: { ...fields, ...place }, failed: true };
    }
    if (part !== undefined) {
      return { fields: { message: text, 'log.part': part.index }, failed: false };
    }
    const parsed = this.#parse(text);
    if (parsed !== undefined) {
      const { timeMs, withoutYear, fields } = parsed;
      return { timeMs, withoutYear, fields, failed: false };
    }
    return { fields: { message: text, 'error.type': lineErrors.unparsed }, failed: true };
  }

  /** Adds to `fields` instead of copying them: they were made for this event. */
  #event(
    { file, offset, bytes }: LineChunk,
    start: number,
    end: number,
    timeMs: number,
    fields: Record<string, FieldValue>,
  ): Event {
    const added = this.#options.fields;
    for (const field in added) fields[field] = added[field] as FieldValue; // It is one of its own fields.
    fields['log.file.path'] = file.path;
    fields[originFields.generation] = file.generation;
    fields[originFields.offset] = offset + start;
    fields[originFields.length] = end - start;
    fields[originFields.checksum] = crc32(bytes.subarray(start, end));
    fields['@timestamp'] = timeMs;
    return fields as Event; // It has its time, which is all that an event must have.
  }
}

interface ReadLine extends ParsedLine {
  readonly failed: boolean;
}

/** The lines of a chunk as text. */
interface ChunkText {
  readonly bytes: Buffer;
  /** Whether the bytes are text of their encoding. */
  isText(start: number, end: number): boolean;
  /** Without LF or CR LF; a lone CR belongs to the line. */
  line(start: number, end: number): string;
}

function chunkText({ file, bytes, offset }: LineChunk): ChunkText {
  const { encoding = 'utf-8' } = file;
  return encoding === 'utf-8' ? new Utf8Text(bytes) : new EncodedText(bytes, encoding, offset === 0);
}

/** Nearly all logs are ASCII: there all lines are decoded at once, and cut out. */
class Utf8Text implements ChunkText {
  readonly bytes: Buffer;
  readonly #ascii: string | undefined;
  readonly #isUtf8: boolean;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#ascii = isAscii(bytes) ? bytes.toString('latin1') : undefined;
    this.#isUtf8 = this.#ascii !== undefined || isUtf8(bytes);
  }

  isText(start: number, end: number): boolean {
    return this.#isUtf8 || isUtf8(this.bytes.subarray(start, end));
  }

  /** Without LF or CR LF; a lone CR belongs to the line. */
  line(start: number, end: number): string {
    let textEnd = end;
    if (this.bytes[end - 1] === 0x0a) textEnd = this.bytes[end - 2] === 0x0d ? end - 2 : end - 1;
    if (this.#ascii !== undefined) return this.#ascii.slice(start, textEnd);
    return this.bytes.toString('utf8', start, textEnd);
  }
}

class EncodedText implements ChunkText {
  readonly bytes: Buffer;
  readonly #encoding: Encoding;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #isFirst: boolean;

  constructor(bytes: Buffer, encoding: Encoding, isFirst: boolean) {
    this.bytes = bytes;
    this.#encoding = encoding;
    // The bytes of latin1 as Node knows it, not the Windows one that the web calls by this name.
    this.#decoder = new TextDecoder(encoding === 'utf-16be' ? 'utf-16be' : 'utf-16le', { ignoreBOM: true });
    this.#isFirst = isFirst;
  }

  isText(start: number, end: number): boolean {
    return this.#encoding === 'latin1' || ((end - start) % 2 === 0 && this.#isWellFormed(start, end));
  }

  line(start: number, end: number): string {
    const text = this.#decode(start, end).replace(/\r?\n$/, '');
    return this.#isFirst && start === 0 && this.#encoding !== 'latin1' ? text.replace(/^\ufeff/, '') : text;
  }

  /** Before half pairs become replacement characters. */
  #isWellFormed(start: number, end: number): boolean {
    const units = Buffer.from(this.bytes.subarray(start, end));
    return (this.#encoding === 'utf-16be' ? units.swap16() : units).toString('utf16le').isWellFormed();
  }

  #decode(start: number, end: number): string {
    const line = this.bytes.subarray(start, end);
    return this.#encoding === 'latin1' ? line.toString('latin1') : this.#decoder.decode(line);
  }
}
