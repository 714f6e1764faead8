import type { DamagedError, StoredRecord } from '../core/storage.ts';
import { decodeFrame, encodeFrames, frameHeaderBytes, frameHeaders, isWhole } from './frame.ts';
import type { SegmentFile } from './segment-file.ts';
import type { Place } from './sparse-index.ts';
import { hasFrameBeyond, noteFrame, type Survey, survey } from './survey.ts';

/** The records a read has gathered so far, and what it may still gather of data and partition keys. */
export interface Harvest {
  readonly records: StoredRecord[];
  roomBytes: number;
}

/** The frames of a run of records, numbered on from `first`, in one file. */
export class Segment {
  readonly first: number;
  /** Whether records are lost in the middle of the last segment. */
  isDamaged = false;
  readonly #file: SegmentFile;
  readonly #stepBytes: number;
  #end: number;
  #known: Survey | undefined;
  #firstMs: number | undefined;

  /**
   * One that another follows, so that its end is known: its file is read when something is wanted of it.
   * `stepBytes` is how far apart the places are that it knows of its file.
   */
  constructor(file: SegmentFile, first: number, end: number, stepBytes: number) {
    this.#file = file;
    this.first = first;
    this.#end = end;
    this.#stepBytes = stepBytes;
  }

  /** A new one, to be appended to. */
  static create(file: SegmentFile, first: number, stepBytes: number): Segment {
    file.create();
    return Segment.recover(file, first, stepBytes);
  }

  /**
   * The one that was appended to. Where the process was killed in the middle of that, the torn frame is cut off. What
   * has whole frames behind it is not torn but damaged: then nothing is cut off, and nothing can be appended, because
   * the numbers of the records behind are given out already.
   */
  static recover(file: SegmentFile, first: number, stepBytes: number): Segment {
    const known = survey(file, first, Number.POSITIVE_INFINITY, stepBytes);
    const segment = new Segment(file, first, known.end, stepBytes);
    segment.#known = known;
    segment.isDamaged = hasFrameBeyond(file, known.bytes);
    if (!segment.isDamaged && file.size() > known.bytes) file.truncate(known.bytes);
    return segment;
  }

  /** The number after that of its last record. */
  get end(): number {
    return this.#end;
  }

  get isEmpty(): boolean {
    return this.first === this.#end;
  }

  get bytes(): number {
    return this.#survey().bytes;
  }

  /** When its first record arrived; undefined where there is none. */
  get firstMs(): number | undefined {
    if (this.isEmpty) return undefined;
    this.#firstMs ??= this.#readHeader();
    return this.#firstMs;
  }

  /** What to tell of one that is damaged. */
  get damage(): DamagedError {
    return this.#file.damagedAt(this.bytes);
  }

  append(records: readonly StoredRecord[]): void {
    const known = this.#survey();
    const frames = encodeFrames(records);
    this.#file.write(frames, known.bytes);
    for (const frame of frameHeaders(frames)) noteFrame(known, frame);
    this.#end = known.end;
  }

  /** Gathers the records from `from` to before `end`, both in here; false where there was no room for all of them. */
  read(from: number, end: number, harvest: Harvest): boolean {
    const { offset, window } = this.#load(from, end, harvest.roomBytes);
    let number = from;
    for (const frame of frameHeaders(window)) {
      if (number === end) break;
      const recordBytes = frame.bytes - frameHeaderBytes;
      if (recordBytes > harvest.roomBytes && harvest.records.length > 0) return false;
      if (!isWhole(window, frame)) throw this.#file.damagedAt(offset + frame.at);
      harvest.records.push(decodeFrame(window, frame));
      harvest.roomBytes -= recordBytes;
      number += 1;
    }
    return number === end;
  }

  /** When the record with this number, which is in here, arrived. */
  arrivalMs(number: number): number {
    // A first record is asked for after every start: that needs no look at the whole file.
    return (number === this.first ? this.firstMs : undefined) ?? this.#find(number).arrivalMs;
  }

  /** The number of the first record in here that arrived at this time or later; `end` where none did. */
  numberAtTime(timeMs: number): number {
    const { index } = this.#survey();
    const earlier = index.beforeTime(timeMs);
    if (earlier === undefined) return this.first;
    const found = this.#walk(earlier, ({ arrivalMs }) => arrivalMs >= timeMs);
    return (found ?? index.after(earlier.number + 1))?.number ?? this.#end;
  }

  remove(): void {
    this.#file.remove();
  }

  #survey(): Survey {
    if (this.#known !== undefined) return this.#known;
    const known = survey(this.#file, this.first, this.#end, this.#stepBytes);
    if (known.end !== this.#end) throw this.#file.damagedAt(known.bytes);
    this.#known = known;
    return known;
  }

  #readHeader(): number | undefined {
    const [header] = frameHeaders(this.#file.peek(0, frameHeaderBytes));
    return header?.arrivalMs;
  }

  /** The file from where the record `from` begins, as far as records before `end` can be that fit in the room. */
  #load(from: number, end: number, roomBytes: number): { offset: number; window: Buffer } {
    const { index, bytes } = this.#survey();
    const { offset, frameBytes } = this.#find(from);
    const usefulBytes = roomBytes + (end - from) * frameHeaderBytes;
    const restBytes = (index.after(end)?.offset ?? bytes) - offset;
    const windowBytes = Math.min(restBytes, Math.max(usefulBytes, frameBytes));
    // The records' data are views on it, to keep: so it comes from no pool.
    return { offset, window: this.#file.read(offset, Buffer.allocUnsafeSlow(windowBytes)) };
  }

  #find(number: number): FramePlace {
    const known = this.#survey().index.before(number);
    const found = known && this.#walk(known, (place) => place.number === number);
    if (found === undefined) throw new Error(`record ${number} is not in ${this.#file.path}`);
    return found;
  }

  /** Looks at frame after frame from a known place up to the next one. */
  #walk(from: Place, isWanted: (place: FramePlace) => boolean): FramePlace | undefined {
    const bytes = Math.min(this.#stepBytes + frameHeaderBytes, this.#survey().bytes - from.offset);
    const window = this.#file.peek(from.offset, bytes);
    let { number } = from;
    for (const { at, bytes: frameBytes, arrivalMs } of frameHeaders(window)) {
      const place = { number, offset: from.offset + at, frameBytes, arrivalMs };
      if (isWanted(place)) return place;
      number += 1;
    }
    return undefined;
  }
}

interface FramePlace extends Place {
  readonly frameBytes: number;
}
