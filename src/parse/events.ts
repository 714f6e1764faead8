import type { ChunkFile, LineChunk, LinePart } from '../record/chunk.ts';
import type { EncodedEvents } from '../record/encoded.ts';
import { type Event, type FieldValue, originFields } from '../record/event.ts';
import type { Timeline } from '../record/timeline.ts';
import type { MessagePackWriter } from '../wire/message-pack.ts';
import { lineKernel } from './bytes/line-kernel.ts';
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
  /** Whether its lines, but for the unusual ones, go from bytes to bytes. */
  readonly #goesByBytes: boolean;
  readonly #options: LineParserOptions;
  #shared: { readonly file: ChunkFile; readonly fields: EncodedEvents['fields'] } | undefined;

  constructor(options: LineParserOptions) {
    this.#options = options;
    const { format, fields, time = {}, headerLine } = options;
    this.#parse = parserOf(format, { agentFields: Object.keys(fields), time, headerLine });
    // Where the configuration says how times are written, the format's own way to read them does not do.
    const isPlainTime = Object.values(time).every((option) => option === undefined);
    this.#goesByBytes = isPlainTime && (format === 'combined' || format === 'common' || format === 'plain');
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
      if (this.#goesByBytes && this.#writeRun(lines, chunk, ends, out)) continue;
      out.write(addOrigin(this.#fieldsOf(lines), lines));
      ends.push(out.length);
    }
    const { generation } = chunk.file;
    return { ...lines.read(), generation, fields: this.#sharedFields(chunk), bytes: out.bytes, ends };
  }

  /** From this line on, as many as go from bytes to bytes; false where this one does not. */
  #writeRun(lines: ChunkReading, chunk: LineChunk, ends: number[], out: MessagePackWriter): boolean {
    if (lines.part !== undefined || !lines.isBytes) return false;
    const start = out.length;
    const { format } = this.#options;
    const count = format === 'plain' ? writePlain(lines, chunk, out) : writeAccess(lines, chunk, format, out);
    const kernel = lineKernel();
    for (let index = 0; index < count; index += 1) ends.push(start + kernel.endOf(index));
    return count > 0;
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
    const read = this.#read(lines.text, lines.textStart(), lines.end, lines.part);
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

function writeAccess(
  lines: ChunkReading,
  chunk: LineChunk,
  format: FormatChoice,
  out: MessagePackWriter,
): number {
  const kernel = lineKernel();
  const count = kernel.writeAccess(chunk, lines.index, format === 'combined', out);
  for (let index = 0; index < count; index += 1) {
    if (index > 0) lines.next();
    lines.told(kernel.timeOf(index));
  }
  return count;
}

/** The byte order mark that a file may begin with is none of its text. */
function writePlain(lines: ChunkReading, chunk: LineChunk, out: MessagePackWriter): number {
  if (!lines.isUtf8 || lines.textStart() !== lines.start) return 0;
  const first = lines.index;
  let isFirst = true;
  const nextTime = () => {
    if (!isFirst) lines.next();
    isFirst = false;
    return lines.untimed();
  };
  return lineKernel().writePlain(chunk, first, { source: lines.untimedSource, nextTime }, out);
}

/** Adds to `fields` instead of copying them: they were made for this event. */
function addOrigin(fields: Record<string, FieldValue>, lines: ChunkReading): Event {
  fields[originFields.offset] = lines.offset;
  fields[originFields.length] = lines.end - lines.start;
  fields[originFields.checksum] = lines.checksum();
  return fields as Event; // It has its time, which is all that an event must have.
}

interface ReadLine extends ParsedLine {
  readonly failed: boolean;
}
