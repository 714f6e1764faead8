import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadBounds, RecordLog, StoredRecord } from '../core/storage.ts';
import { DamagedError } from '../core/storage.ts';
import type { OpenFiles } from './open-files.ts';
import { type Harvest, Segment } from './segment.ts';
import { SegmentFile } from './segment-file.ts';
import { partitionPoint } from './sparse-index.ts';
import { writing } from './writing.ts';

export interface SegmentLimits {
  /** A segment that has reached this size gets no more records. */
  readonly segmentBytesMax: number;
  /** Nor does one whose first record is older than this, measured by the arrival of the next. */
  readonly segmentAgeMaxMs: number;
  /** How far apart the records are whose place is kept in memory, in bytes of the file. */
  readonly indexStepBytes: number;
}

/**
 * A shard's records in a folder of segment files, each named after the number of its first record. Only the last one is
 * appended to, and only whole ones are deleted; there is always one, if an empty one, for the number it is named after.
 */
export class SegmentLog implements RecordLog {
  readonly #folder: string;
  readonly #files: OpenFiles;
  readonly #limits: SegmentLimits;
  readonly #segments: Segment[];
  #last: Segment;
  #start: number;
  /** When the record at `start` arrived, once that was asked. */
  #startMs: number | undefined;
  #isDamaged: boolean;

  /** Continues the log that is in the folder. Throws StoreError where it cannot be written. */
  constructor(folder: string, files: OpenFiles, limits: SegmentLimits) {
    this.#folder = folder;
    this.#files = files;
    this.#limits = limits;
    writing(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
    const firsts = firstNumbers(folder);
    this.#segments = firsts.slice(1).map((end, index) => this.#fullSegment(firsts[index] ?? 0, end));
    const lastFirst = firsts.at(-1);
    this.#last = lastFirst === undefined ? this.#createSegment(0) : this.#recoverSegment(lastFirst);
    this.#segments.push(this.#last);
    this.#start = firsts[0] ?? 0;
    this.#isDamaged = this.#last.isDamaged;
  }

  /** What to tell of a log whose last segment is damaged: it can be read up to there, and takes no more records. */
  get damage(): DamagedError | undefined {
    return this.#last.isDamaged ? this.#last.damage : undefined;
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#last.end;
  }

  append(records: readonly StoredRecord[]): void {
    const [first] = records;
    if (first === undefined) return;
    if (this.#last.isDamaged) throw this.#last.damage;
    if (this.#isFullAt(first.arrivalMs)) this.#beginSegment();
    this.#last.append(records);
  }

  read(from: number, { recordsMax, bytesMax, end }: ReadBounds): StoredRecord[] {
    const until = Math.min(end, this.end, from + recordsMax);
    const harvest: Harvest = { records: [], roomBytes: bytesMax };
    for (let number = from; number < until; ) {
      const segment = this.#segmentOf(number);
      const segmentEnd = Math.min(segment.end, until);
      if (!segment.read(number, segmentEnd, harvest)) break;
      number = segmentEnd;
    }
    return harvest.records;
  }

  numberAtTime(timeMs: number): number {
    const behind = partitionPoint(this.#segments, ({ firstMs }) => firstMs !== undefined && firstMs < timeMs);
    const segment = this.#segments[behind - 1];
    return Math.max(this.#start, segment?.numberAtTime(timeMs) ?? 0);
  }

  /** A log that is damaged keeps what it has: its readers hear of it, and the other logs are still trimmed. */
  trim(beforeMs: number): void {
    if (this.#start === this.end || this.#isDamaged) return;
    try {
      this.#trim(beforeMs);
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      this.#isDamaged = true;
    }
  }

  #trim(beforeMs: number): void {
    this.#startMs ??= this.#segmentOf(this.#start).arrivalMs(this.#start);
    if (this.#startMs >= beforeMs) return;
    this.#start = this.numberAtTime(beforeMs);
    this.#startMs = undefined;
    this.#removeTrimmed();
  }

  /** From the oldest on, so that what a crash leaves behind is a log without gaps. */
  #removeTrimmed(): void {
    if (this.#start === this.end && !this.#last.isEmpty) this.#beginSegment();
    const trimmed = partitionPoint(this.#segments, ({ isEmpty, end }) => !isEmpty && end <= this.#start);
    for (const segment of this.#segments.splice(0, trimmed)) segment.remove();
  }

  #isFullAt(nowMs: number): boolean {
    const { segmentBytesMax, segmentAgeMaxMs } = this.#limits;
    const { firstMs, bytes } = this.#last;
    return firstMs !== undefined && (bytes >= segmentBytesMax || nowMs - firstMs > segmentAgeMaxMs);
  }

  #beginSegment(): void {
    this.#last = this.#createSegment(this.end);
    this.#segments.push(this.#last);
  }

  #segmentOf(number: number): Segment {
    const segment = this.#segments[partitionPoint(this.#segments, ({ first }) => first <= number) - 1];
    if (segment === undefined) throw new Error(`${this.#folder} no longer has record ${number}`);
    return segment;
  }

  #createSegment(first: number): Segment {
    return Segment.create(this.#fileOf(first), first, this.#limits.indexStepBytes);
  }

  #recoverSegment(first: number): Segment {
    return Segment.recover(this.#fileOf(first), first, this.#limits.indexStepBytes);
  }

  #fullSegment(first: number, end: number): Segment {
    return new Segment(this.#fileOf(first), first, end, this.#limits.indexStepBytes);
  }

  #fileOf(first: number): SegmentFile {
    return new SegmentFile(this.#files, join(this.#folder, `${String(first).padStart(20, '0')}.log`));
  }
}

/** Of the segments in the folder, in order. */
function firstNumbers(folder: string): number[] {
  const names = readdirSync(folder).filter((name) => /^\d{20}\.log$/.test(name));
  return names.map((name) => Number.parseInt(name, 10)).toSorted((a, b) => a - b);
}
