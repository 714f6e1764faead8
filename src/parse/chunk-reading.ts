import { isUtf8 } from 'node:buffer';
import type { LineChunk, LinePart } from '../record/chunk.ts';
import type { EncodedEvents } from '../record/encoded.ts';
import type { Event, FieldValue, TimeSource } from '../record/event.ts';
import type { Timeline } from '../record/timeline.ts';
import { crc32Of } from './bytes/crc32.ts';
import { type ChunkText, chunkText, endOfText } from './chunk-text.ts';
import { eventTime, type ToldTime, untimedSource } from './event-time.ts';

/** What became of the lines of a chunk, besides their events. */
export interface ReadLines {
  readonly count: number;
  /** Offset in the file after each event's line: where a position may stand once the event is safe. */
  readonly endOffsets: readonly number[];
  /** Time of the last timed line up to each event; what a position needs to give untimed lines their time. */
  readonly lastTimedMs: readonly (number | undefined)[];
  /** How many lines were kept whole because they did not parse, by `error.type`. */
  readonly unparsed: ReadonlyMap<string, number>;
  /** One of them, for the log. */
  readonly sample: string;
}

/** Events as objects, whole. */
export interface ParsedChunk extends ReadLines {
  readonly events: readonly Event[];
}

/** Events as they go into a block. */
export type EncodedChunk = ReadLines & EncodedEvents;

/** Goes from line to line of a chunk, and gathers what is to be known of them. */
export class ChunkReading {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** Whether the bytes are UTF-8 as they stand, and not to be decoded from something else. */
  readonly isBytes: boolean;
  start = 0;
  end = 0;
  part: LinePart | undefined;
  readonly #chunk: LineChunk;
  readonly #timeline: Timeline;
  readonly #nowMs: number;
  readonly #endOffsets: number[] = [];
  readonly #lastTimedMs: (number | undefined)[] = [];
  readonly #unparsed = new Map<string, number>();
  #sample = '';
  #index = -1;
  #text: ChunkText | undefined;
  #isUtf8: boolean | undefined;

  constructor(chunk: LineChunk, timeline: Timeline, nowMs: number) {
    const { bytes } = chunk;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.isBytes = (chunk.file.encoding ?? 'utf-8') === 'utf-8';
    this.#chunk = chunk;
    this.#timeline = timeline;
    this.#nowMs = nowMs;
  }

  get isUtf8(): boolean {
    this.#isUtf8 ??= isUtf8(this.bytes);
    return this.#isUtf8;
  }

  /** Made only for lines that need it. */
  get text(): ChunkText {
    this.#text ??= chunkText(this.#chunk);
    return this.#text;
  }

  /** Of the line among those of its chunk. */
  get index(): number {
    return this.#index;
  }

  /** Offset of the line in its file. */
  get offset(): number {
    return this.#chunk.offset + this.start;
  }

  next(): boolean {
    this.#index += 1;
    this.start = this.end;
    this.end = this.#chunk.lineEnds[this.#index] ?? 0;
    this.part = this.#index === 0 ? this.#chunk.part : undefined;
    return this.#index < this.#chunk.lineEnds.length;
  }

  /** Behind the byte order mark that a file may begin with: it is none of its text. */
  textStart(): number {
    return this.offset === 0 && this.isBytes && beginsWithMark(this.bytes) ? markBytes : this.start;
  }

  /** Before LF or CR LF; a lone CR belongs to the line. */
  textEnd(): number {
    return endOfText(this.bytes, this.end);
  }

  checksum(): number {
    return crc32Of(this.bytes, this.view, this.start, this.end);
  }

  /** The time of an event whose text may tell it; where it does not tell all of it, a field says so. */
  timeOf(told: ToldTime, fields: Record<string, FieldValue>): number {
    return this.#timed(eventTime(told, fields, this.#timeline, this.#sight()));
  }

  /** The same where the text tells it as it is. */
  told(timeMs: number): number {
    this.#timeline.timed(timeMs);
    return this.#timed(timeMs);
  }

  get untimedSource(): TimeSource {
    return untimedSource(this.#timeline);
  }

  /** The same where the text tells none. */
  untimed(): number {
    const { offset, seenUntil, nowMs } = this.#sight();
    return this.#timed(this.#timeline.untimed(offset, seenUntil, nowMs));
  }

  #sight() {
    return {
      offset: this.offset,
      seenUntil: this.#chunk.offset + this.bytes.length,
      nowMs: this.#nowMs,
    };
  }

  /** What a position behind the line has to remember. */
  #timed(timeMs: number): number {
    const { part } = this;
    this.#endOffsets.push(part === undefined || part.last ? this.#chunk.offset + this.end : part.lineStart);
    this.#lastTimedMs.push(this.#timeline.lastTimedMs);
    return timeMs;
  }

  failed(reason: string, sample: string): void {
    this.#unparsed.set(reason, (this.#unparsed.get(reason) ?? 0) + 1);
    this.#sample = sample;
  }

  read(): ReadLines {
    return {
      count: this.#endOffsets.length,
      endOffsets: this.#endOffsets,
      lastTimedMs: this.#lastTimedMs,
      unparsed: this.#unparsed,
      sample: this.#sample,
    };
  }
}

/** U+FEFF in UTF-8. */
const markBytes = 3;

function beginsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
