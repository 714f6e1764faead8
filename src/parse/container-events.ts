import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { LineChunk } from '../record/chunk.ts';
import { type Event, type FieldValue, originFields } from '../record/event.ts';
import type { Timeline } from '../record/timeline.ts';
import type { ParsedChunk } from './chunk-reading.ts';
import { ContainerJoin, type ContainerJoinOptions, type JoinedEvent } from './container-join.ts';
import {
  type ContainerFormat,
  type ContainerLine,
  type ContainerLineReader,
  containerTimes,
  readContainerLine,
} from './container-line.ts';
import { containerFields } from './container-path.ts';
import { eventTime, type ToldTime } from './event-time.ts';
import { type LineParserOptions, lineErrors } from './events.ts';
import { parserOf } from './formats.ts';
import { lineText } from './multiline-ends.ts';
import type { ParsedLine, Parser } from './parsed.ts';

/** How the files of an input hold what containers printed. */
export interface ContainerInput {
  readonly format: ContainerFormat;
  readonly join: ContainerJoinOptions;
}

export interface ContainerParserOptions extends LineParserOptions {
  readonly container: ContainerInput;
  /** Of the file: tells the container. */
  readonly path: string;
}

/** `stdout` or `stderr` (OpenTelemetry's name). */
const streamField = 'log.iostream';

/** Turns the lines of one container's file into events. The format is that of what was printed. */
export class ContainerParser {
  readonly #options: ContainerParserOptions;
  readonly #parse: Parser;
  readonly #read: ContainerLineReader;
  readonly #fields: { readonly [field: string]: FieldValue };
  readonly #timeOf = containerTimes();

  constructor(options: ContainerParserOptions) {
    const { container, format, time = {}, fields, path } = options;
    this.#options = options;
    this.#read = readContainerLine[container.format];
    this.#fields = { ...containerFields(path), ...fields };
    const agentFields = [...Object.keys(this.#fields), streamField];
    this.#parse = parserOf(format, { agentFields, time });
  }

  parse(chunk: LineChunk, timeline: Timeline, nowMs: number): ParsedChunk {
    const events: Event[] = [];
    const endOffsets: number[] = [];
    const lastTimedMs: (number | undefined)[] = [];
    const seenUntil = chunk.offset + chunk.bytes.length;
    const unparsed = new Map<string, number>();
    let sample = '';
    let start = 0;
    for (const end of chunk.lineEnds) {
      const stretch =
        start === 0 && chunk.part !== undefined ? this.#part(chunk, end) : this.#stretch(chunk, start, end);
      for (const { told, printedMs, fields, offset } of stretch) {
        const reason = fields['error.type'];
        if (reason === lineErrors.unparsed || reason === lineErrors.invalidUtf8) {
          unparsed.set(reason, (unparsed.get(reason) ?? 0) + 1);
          sample = String(fields['message']);
        }
        fields['@timestamp'] = eventTime(told, fields, timeline, { offset, seenUntil, nowMs, printedMs });
        events.push(fields as Event); // It has its time, which is all that an event must have.
        endOffsets.push(chunk.offset + start); // A position may stand only behind all events of the stretch.
        lastTimedMs.push(timeline.lastTimedMs);
      }
      const isOver = start > 0 || chunk.part === undefined || chunk.part.last;
      endOffsets[endOffsets.length - 1] = isOver
        ? chunk.offset + end
        : (chunk.part?.lineStart ?? chunk.offset);
      start = end;
    }
    return { events, count: events.length, endOffsets, lastTimedMs, unparsed, sample };
  }

  /** The events of some lines that belong together, in the order in which they begin. */
  #stretch(chunk: LineChunk, start: number, end: number): ReadEvent[] {
    const bounds = [start, ...endsIn(chunk.bytes, start, end)];
    const lines = bounds.slice(1).map((lineEnd, index) => this.#lineOf(chunk, bounds[index] ?? 0, lineEnd));
    // Nearly always.
    if (lines.length === 1)
      return [this.#event(chunk, { lines: [0], line: lines[0], text: lines[0]?.text ?? '' }, bounds)];
    const join = new ContainerJoin(this.#options.container.join);
    for (const line of lines) join.add(line);
    join.closeAll();
    const joined = join.events.toSorted((left, right) => (left.lines[0] ?? 0) - (right.lines[0] ?? 0));
    return joined.map((event) => this.#event(chunk, event, bounds));
  }

  #lineOf({ bytes, file }: LineChunk, start: number, end: number): ContainerLine | undefined {
    return this.#read(lineText({ bytes, encoding: file.encoding ?? 'utf-8' }, start, end));
  }

  /** `bounds`: where the lines begin, and the last one ends. */
  #event(chunk: LineChunk, { lines, line, text }: JoinedEvent, bounds: readonly number[]): ReadEvent {
    const pieces = lines.map((index) => chunk.bytes.subarray(bounds[index] ?? 0, bounds[index + 1] ?? 0));
    const { timeMs, withoutYear, fields } = this.#fieldsOf(pieces, line === undefined ? undefined : text);
    if (line !== undefined) {
      fields[streamField] = line.stream;
      if (line.attributes !== undefined) addForeign(fields, { attrs: line.attributes });
    }
    const printedMs = line === undefined ? undefined : this.#timeOf(line.time);
    const told = { timeMs, withoutYear };
    const offset = chunk.offset + (bounds[lines[0] ?? 0] ?? 0);
    return { told, printedMs, offset, fields: this.#withOrigin(chunk, offset, pieces, fields) };
  }

  /** `text`: what was printed; undefined where the line is none of a container. */
  #fieldsOf(pieces: readonly Buffer[], text: string | undefined): ParsedLine {
    const whole = text ?? pieces.join('').replace(/\r?\n$/, '');
    if (!pieces.every((piece) => isUtf8(piece))) {
      const raw = Buffer.concat(pieces);
      return { fields: { message: whole, 'event.original': raw, 'error.type': lineErrors.invalidUtf8 } };
    }
    const parsed = text === undefined ? undefined : this.#parse(text);
    return parsed ?? { fields: { message: whole, 'error.type': lineErrors.unparsed } };
  }

  /** A line that is too long to be looked at together. */
  #part(chunk: LineChunk, end: number): ReadEvent[] {
    const piece = chunk.bytes.subarray(0, end);
    const fields: Record<string, FieldValue> = { message: piece.toString('utf8').replace(/\r?\n$/, '') };
    if (!isUtf8(piece)) {
      fields['event.original'] = piece;
      fields['error.type'] = lineErrors.invalidUtf8;
    }
    fields['log.part'] = chunk.part?.index ?? 0;
    const { offset } = chunk;
    return [{ told: {}, offset, fields: this.#withOrigin(chunk, offset, [piece], fields) }];
  }

  #withOrigin(
    { file }: LineChunk,
    offset: number,
    pieces: readonly Buffer[],
    fields: Record<string, FieldValue>,
  ): Record<string, FieldValue> {
    Object.assign(fields, this.#fields);
    fields['log.file.path'] = file.path;
    fields[originFields.generation] = file.generation;
    fields[originFields.offset] = offset;
    fields[originFields.length] = pieces.reduce((sum, piece) => sum + piece.length, 0);
    fields[originFields.checksum] = pieces.reduce((checksum, piece) => crc32(piece, checksum), 0);
    return fields;
  }
}

interface ReadEvent {
  readonly told: ToldTime;
  readonly printedMs?: number | undefined;
  readonly offset: number;
  readonly fields: Record<string, FieldValue>;
}

/** Runtimes write UTF-8. */
function endsIn(bytes: Buffer, start: number, end: number): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(0x0a, start); at !== -1 && at < end; at = bytes.indexOf(0x0a, at + 1))
    ends.push(at + 1);
  if (ends.at(-1) !== end) ends.push(end);
  return ends;
}

function addForeign(fields: Record<string, FieldValue>, more: { readonly [name: string]: FieldValue }): void {
  const known = fields['fields'];
  const isMap = typeof known === 'object' && known !== null && !Array.isArray(known);
  fields['fields'] = isMap ? { ...more, ...known } : more;
}
