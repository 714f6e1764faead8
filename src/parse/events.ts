import type { ChunkFile, LineChunk, LinePart } from '../record/chunk.ts';
import type { EncodedEvents } from '../record/encoded.ts';
import { type Event, type FieldValue, originFields, timeSourceField } from '../record/event.ts';
import type { Timeline } from '../record/timeline.ts';
import type { MessagePackWriter } from '../wire/message-pack.ts';
import { prepareKey, putInteger, putKey } from '../wire/prepared-key.ts';
import type { ByteParser } from './bytes/byte-parser.ts';
import { byteParserOf } from './bytes/byte-parsers.ts';
import { ChunkReading, type EncodedChunk, type ParsedChunk } from './chunk-reading.ts';
import type { ChunkText } from './chunk-text.ts';
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

/** Turns the lines of one file into events. A line that does not parse is kept whole: never dropped. */
export class LineParser {
  readonly #parse: Parser;
  readonly #byteParser: ByteParser | undefined;
  readonly #options: LineParserOptions;
  #shared: { readonly file: ChunkFile; readonly fields: EncodedEvents['fields'] } | undefined;

  constructor(options: LineParserOptions) {
    this.#options = options;
    const { format, fields, time = {}, headerLine } = options;
    this.#parse = parserOf(format, { agentFields: Object.keys(fields), time, headerLine });
    this.#byteParser = byteParserOf(format, time);
  }

  /** Events as objects, whole: for whatever is to be done with them before they are packed. */
  parse(chunk: LineChunk, timeline: Timeline, nowMs: number): ParsedChunk {
    const lines = new ChunkReading(chunk, timeline, nowMs);
    const shared = this.#sharedFields(chunk);
    const events: Event[] = [];
    while (lines.next()) {
      const fields = this.#fieldsOf(lines);
      for (const field in shared) fields[field] = shared[field] as FieldValue; // It is one of its own fields.
      events.push(addOrigin(fields, lines));
    }
    return { ...lines.read(), events };
  }

  /** Events as they go into a block, written to `out` from its beginning on. */
  encode(chunk: LineChunk, timeline: Timeline, nowMs: number, out: MessagePackWriter): EncodedChunk {
    const lines = new ChunkReading(chunk, timeline, nowMs);
    const ends: number[] = [];
    out.length = 0;
    while (lines.next()) {
      if (!this.#writePlain(lines, out)) out.write(addOrigin(this.#fieldsOf(lines), lines));
      ends.push(out.length);
    }
    const { generation } = chunk.file;
    return { ...lines.read(), generation, fields: this.#sharedFields(chunk), bytes: out.bytes, ends };
  }

  /** The way of nearly all lines, from bytes to bytes. False, and nothing is written, where a line cannot go it. */
  #writePlain(lines: ChunkReading, out: MessagePackWriter): boolean {
    const parser = this.#byteParser;
    if (parser === undefined || lines.part !== undefined || !lines.isBytes) return false;
    const start = out.length;
    out.reserve(mapHeaderBytes);
    out.length = start + mapHeaderBytes;
    if (!parser.write(lines, lines.start, lines.textEnd(), out)) {
      out.length = start;
      return false;
    }
    out.reserve(originBytesMax);
    const { view } = out;
    let to = putInteger(view, putKey(view, out.length, originKeys.offset), lines.offset);
    to = putInteger(view, putKey(view, to, originKeys.length), lines.end - lines.start);
    to = putInteger(view, putKey(view, to, originKeys.checksum), lines.checksum());
    let count = parser.count + originKeysCount;
    const { timeMs } = parser;
    if (timeMs === undefined) {
      to = putKey(view, putKey(view, to, timeSourceKey), timeSources[lines.untimedSource]);
      count += 1;
    }
    to = putTime(
      view,
      putKey(view, to, originKeys.time),
      timeMs === undefined ? lines.untimed() : lines.told(timeMs),
    );
    view.setUint8(start, 0xde); // map 16
    view.setUint16(start + 1, count);
    out.length = to;
    return true;
  }

  #sharedFields({ file }: LineChunk): EncodedEvents['fields'] {
    const { path, generation } = file;
    if (this.#shared?.file.path !== path || this.#shared.file.generation !== generation) {
      const fields = {
        ...this.#options.fields,
        ...(path !== '' && { 'log.file.path': path }),
        [originFields.generation]: generation,
      };
      this.#shared = { file, fields };
    }
    return this.#shared.fields;
  }

  #fieldsOf(lines: ChunkReading): Record<string, FieldValue> {
    const read = this.#read(lines.text, lines.start, lines.end, lines.part);
    const { fields } = read;
    if (read.failed) lines.failed(String(fields['error.type']), String(fields['message']));
    fields['@timestamp'] = lines.timeOf(read, fields);
    return fields;
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
}

/** Adds to `fields` instead of copying them: they were made for this event. */
function addOrigin(fields: Record<string, FieldValue>, lines: ChunkReading): Event {
  fields[originFields.offset] = lines.offset;
  fields[originFields.length] = lines.end - lines.start;
  fields[originFields.checksum] = lines.checksum();
  return fields as Event; // It has its time, which is all that an event must have.
}

const originKeys = {
  offset: prepareKey(originFields.offset),
  length: prepareKey(originFields.length),
  checksum: prepareKey(originFields.checksum),
  time: prepareKey('@timestamp'),
};
const timeSourceKey = prepareKey(timeSourceField);
const timeSources = {
  read: prepareKey('read'),
  sender: prepareKey('sender'),
  previous_line: prepareKey('previous_line'),
  line_without_year: prepareKey('line_without_year'),
};
const originKeysCount = Object.keys(originKeys).length;
/** Five names, four numbers and a word. */
const originBytesMax = 192;
/** That of a map 16 (MessagePack specification, "map format family"). */
const mapHeaderBytes = 3;

/** Before 1970 times are negative, which is for the general writer. */
function putTime(view: DataView, at: number, timeMs: number): number {
  if (timeMs >= 0) return putInteger(view, at, timeMs);
  view.setUint8(at, 0xd3);
  view.setBigInt64(at + 1, BigInt(timeMs));
  return at + 9;
}

interface ReadLine extends ParsedLine {
  readonly failed: boolean;
}
