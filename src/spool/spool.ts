import type { Intake } from '../flow/intake.ts';
import type { Source } from '../flow/seams.ts';
import type { Position } from '../record/position.ts';
import type { Received, SpooledChunk } from '../record/received.ts';
import { Acknowledged, type SpoolPosition } from './acknowledged.ts';
import { Bell } from './bell.ts';
import { cursorsIn } from './cursors.ts';
import { nodeSpoolDisk } from './disk.ts';
import { idleDelayMs, type SpoolOptions } from './options.ts';
import { SpoolReader } from './reader.ts';
import { Segments } from './segments.ts';
import { SpoolWriter } from './writer.ts';

/**
 * A bounded queue on the disk for what cannot be read again: what `put` has resolved for outlives the process and the
 * machine, until Kinesis has acknowledged it. Its segments are read as files are: a message has a generation, an offset
 * and a checksum, by which a repeat is recognised.
 */
export class Spool implements Intake, Source<SpooledChunk | undefined> {
  readonly #options: SpoolOptions;
  readonly #segments: Segments;
  readonly #acknowledged: Acknowledged;
  readonly #cursors: Map<string, string>;
  readonly #writer: SpoolWriter;
  readonly #reader: SpoolReader;
  readonly #news = new Bell();
  readonly #room = new Bell();
  #position: SpoolPosition | undefined;
  #isFinished = false;
  #isNotWritten = false;

  /** Goes on with what is in the folder. Throws StoreError where it cannot be used. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const segments = new Segments(options.folder);
    const acknowledged = new Acknowledged(options.folder, options.disk ?? nodeSpoolDisk);
    const cursors = new Map([...acknowledged.cursors, ...(await cursorsIn(segments.all, options.events))]);
    const spool = new Spool(options, segments, acknowledged, cursors);
    await spool.rewind();
    return spool;
  }

  private constructor(
    options: SpoolOptions,
    segments: Segments,
    acknowledged: Acknowledged,
    cursors: Map<string, string>,
  ) {
    this.#options = options;
    this.#segments = segments;
    this.#acknowledged = acknowledged;
    this.#cursors = cursors;
    const place = { segments, cursors, news: this.#news, room: this.#room };
    this.#writer = new SpoolWriter(options, place);
    this.#reader = new SpoolReader(segments, options.events);
    options.events.spoolBytes(segments.bytes, options.bytesMax);
  }

  put(messages: readonly Received[]): Promise<boolean> {
    return this.#writer.put(messages);
  }

  offer(message: Received): boolean {
    return this.#writer.offer(message);
  }

  cursorOf(input: string): string | undefined {
    return this.#cursors.get(input);
  }

  /** Nothing more will be put: the reading ends with what is there. */
  finish(): void {
    this.#isFinished = true;
    this.#news.ring();
  }

  /** More may be put again. */
  resume(): void {
    this.#isFinished = false;
  }

  /** Yields `undefined` where there is nothing to read. */
  async *read(signal: AbortSignal): AsyncGenerator<SpooledChunk | undefined> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      const chunk = await this.#reader.next();
      if (chunk !== undefined) {
        yield chunk;
        continue;
      }
      this.#removeDone();
      if (this.#isFinished && this.#reader.isAtEnd) return;
      yield undefined;
      // What came while this was handed on is read at once.
      if (this.#reader.isAtEnd || this.#reader.isFailing)
        await this.#news.wait(idleDelayMs, { clock, signal });
    }
  }

  /** Whether this is the generation of a segment. */
  has(generation: string): boolean {
    return this.#segments.of(generation) !== undefined;
  }

  /** Takes acknowledgements, in order, and deletes the segments of which all is acknowledged. */
  commit(positions: readonly Position[]): void {
    for (const { generation, offset } of positions) {
      if (this.#isAhead(generation, offset)) this.#position = { generation, offset };
    }
    this.#removeDone();
  }

  /** What was read and is not acknowledged is read again. */
  async rewind(): Promise<void> {
    this.#position ??= this.#acknowledged.position;
    await this.#reader.seek(this.#position);
  }

  /** It will be closed soon: senders that wait for room, or for the disk, are told that nothing is promised. */
  waitNoMore(): void {
    this.#writer.waitNoMore();
  }

  async close(): Promise<void> {
    await this.#writer.close();
    this.#write();
    await this.#reader.close();
  }

  #isAhead(generation: string, offset: number): boolean {
    const segment = this.#segments.of(generation);
    const current = this.#position && this.#segments.of(this.#position.generation);
    if (segment === undefined) return false;
    if (current === undefined || this.#position === undefined) return true;
    if (segment === current) return offset > this.#position.offset;
    return segment.number > current.number;
  }

  /** The position first: what it needs of a segment, the cursors, is then on the disk. */
  #removeDone(): void {
    if (!this.#write()) return;
    let hasRemoved = false;
    for (let [first] = this.#segments.all; first !== undefined; [first] = this.#segments.all) {
      if (!this.#reader.isDone(first, this.#position)) break;
      if (!this.#tried(first.path, () => this.#segments.removeFirst())) break;
      this.#reader.forget(first);
      this.#options.events.segmentEnded(first.generation);
      hasRemoved = true;
    }
    if (!hasRemoved) return;
    this.#options.events.spoolBytes(this.#segments.bytes, this.#options.bytesMax);
    this.#room.ring();
  }

  /** False where the disk does not take it: then it is tried again with the next acknowledgement. */
  #write(): boolean {
    const position = this.#position;
    const known = this.#acknowledged.position;
    if (position === undefined) return true;
    if (known?.generation === position.generation && known.offset === position.offset) return true;
    return this.#tried(this.#options.folder, () => this.#acknowledged.write(position, this.#cursors));
  }

  #tried(path: string, work: () => void): boolean {
    try {
      work();
      if (this.#isNotWritten) this.#options.events.spoolWritten();
      this.#isNotWritten = false;
      return true;
    } catch (error) {
      if (!this.#isNotWritten) this.#options.events.spoolNotWritten(path, error);
      this.#isNotWritten = true;
      return false;
    }
  }
}
