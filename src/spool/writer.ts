import type { Received } from '../record/received.ts';
import type { Bell } from './bell.ts';
import { nodeSpoolDisk, type SpoolDisk, type WritableFile } from './disk.ts';
import { frameHeaderBytes, payloadBytesMax, seedOf, writeFrame } from './frame.ts';
import {
  groupBytesMax,
  offeredBytesMax,
  type SpoolOptions,
  segmentBytesMax,
  writeRetryDelayMs,
} from './options.ts';
import { encodeCursors, encodeMessage } from './payload.ts';
import type { Segment, Segments } from './segments.ts';

/** Room may come without a word where a person deletes files: it is looked for this often, ms. */
const roomLookDelayMs = 1_000;

/** One message that waits for the disk. */
interface Waiting {
  readonly payload: Uint8Array;
  readonly bytes: number;
  readonly message: Received;
  /** Of the last message of a `put`. */
  readonly done?: (isWritten: boolean) => void;
}

/** What the writer shares with the reader of the spool. */
export interface WriterPlace {
  readonly segments: Segments;
  /** Of each input, of the last message that is on the disk. */
  readonly cursors: Map<string, string>;
  /** Rings when there is more to read. */
  readonly news: Bell;
  /** Rings when a segment was deleted. */
  readonly room: Bell;
}

/**
 * Writes messages behind each other, those that came meanwhile with one sync. States: idle, `writing`, from a message on
 * until none waits, and closed. A disk that takes nothing, or a bound that is reached, is waited for.
 */
export class SpoolWriter {
  readonly #options: SpoolOptions;
  readonly #disk: SpoolDisk;
  readonly #place: WriterPlace;
  readonly #segmentBytesMax: number;
  readonly #waiting: Waiting[] = [];
  readonly #closed = new AbortController();
  #waitingBytes = 0;
  #open: { readonly segment: Segment; readonly file: WritableFile } | undefined;
  /** Whether there may be bytes behind the last good one. */
  #isRagged = false;
  #isFull = false;
  /** Whether the disk did not take what it was given last. */
  #isFailing = false;
  #isClosing = false;
  #writing: Promise<void> | undefined;

  constructor(options: SpoolOptions, place: WriterPlace) {
    this.#options = options;
    this.#disk = options.disk ?? nodeSpoolDisk;
    this.#place = place;
    this.#segmentBytesMax = segmentBytesMax(options.bytesMax);
  }

  /** Rejects with a RangeError where one of them is too long for a frame, and has taken none then. */
  async put(messages: readonly Received[]): Promise<boolean> {
    if (messages.length === 0) return true;
    if (this.#closed.signal.aborted) return false;
    const encoded = messages.map((message) => ({ message, payload: encodeMessage(message) }));
    const tooLong = encoded.find(({ payload }) => isTooLong(payload));
    if (tooLong !== undefined)
      throw new RangeError(
        `a message of ${tooLong.payload.length} bytes: the spool takes ${payloadBytesMax}`,
      );
    return new Promise((done) => {
      const last = encoded.length - 1;
      for (const [index, item] of encoded.entries()) this.#add({ ...item, ...(index === last && { done }) });
      this.#start();
    });
  }

  offer(message: Received): boolean {
    if (this.#closed.signal.aborted || this.#isFull || this.#waitingBytes >= offeredBytesMax) return false;
    const payload = encodeMessage(message);
    if (isTooLong(payload)) return false;
    this.#add({ message, payload });
    this.#start();
    return true;
  }

  /** A disk that takes nothing, or a full spool, may stay so for hours: whatever waits for them is given up from now on. */
  waitNoMore(): void {
    this.#isClosing = true;
    if (this.#isFull || this.#isFailing) this.#closed.abort();
  }

  /** Resolves when all that was taken is on the disk. What cannot be written now is given up. */
  async close(): Promise<void> {
    this.waitNoMore();
    // What was taken while a write ended is written by a next one.
    while (this.#writing !== undefined) await this.#writing;
    this.#closed.abort();
    await this.#roll();
  }

  #add(waiting: Omit<Waiting, 'bytes'>): void {
    const bytes = frameHeaderBytes + waiting.payload.length;
    this.#waitingBytes += bytes;
    this.#waiting.push({ ...waiting, bytes });
  }

  #start(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length > 0) this.#start();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      const isWritten = await this.#write(group);
      this.#waiting.splice(0, group.length);
      for (const { bytes, message, done } of group) {
        this.#waitingBytes -= bytes;
        if (isWritten && message.cursor !== undefined) this.#place.cursors.set(message.input, message.cursor);
        done?.(isWritten);
      }
      if (isWritten) this.#place.news.ring();
    }
  }

  #nextGroup(): Waiting[] {
    let bytes = 0;
    const end = this.#waiting.findIndex((waiting, index) => {
      bytes += waiting.bytes;
      return index > 0 && bytes > groupBytesMax;
    });
    return this.#waiting.slice(0, end === -1 ? this.#waiting.length : end);
  }

  /** False where the spool was closed before the disk took them. */
  async #write(group: readonly Waiting[]): Promise<boolean> {
    const bytes = group.reduce((sum, waiting) => sum + waiting.bytes, 0);
    while (!this.#closed.signal.aborted) {
      if (!(await this.#hasRoomFor(bytes))) continue;
      try {
        await this.#append(group, bytes);
        if (this.#isFailing) this.#options.events.spoolWritten();
        this.#isFailing = false;
        return true;
      } catch (error) {
        const path = this.#open?.segment.path ?? this.#place.segments.folder;
        if (!this.#isFailing) this.#options.events.spoolNotWritten(path, error);
        this.#isFailing = true;
        if (this.#isClosing) this.#closed.abort();
        await this.#options.clock.sleep(writeRetryDelayMs, this.#closed.signal);
      }
    }
    return false;
  }

  /** Where there is none, the open segment is closed, so that it can be deleted, and some time is waited. */
  async #hasRoomFor(bytes: number): Promise<boolean> {
    const { bytesMax, events, clock } = this.#options;
    const { segments, room } = this.#place;
    if (segments.bytes + bytes <= bytesMax || segments.bytes === 0) {
      if (this.#isFull) events.spoolHasRoom();
      this.#isFull = false;
      return true;
    }
    if (!this.#isFull) events.spoolFull(bytesMax);
    this.#isFull = true;
    if (this.#isClosing) this.#closed.abort();
    await this.#roll();
    await room.wait(roomLookDelayMs, { clock, signal: this.#closed.signal });
    return false;
  }

  async #append(group: readonly Waiting[], bytes: number): Promise<void> {
    const { segment, file } = await this.#segmentFor(bytes);
    if (this.#isRagged) await file.truncate(segment.end);
    this.#isRagged = true;
    const seed = seedOf(segment.generation);
    // The first frame of a segment says what earlier ones, which may be deleted, said.
    const first = segment.end === 0 ? [encodeCursors(this.#place.cursors)] : [];
    const payloads = [...first, ...group.map(({ payload }) => payload)];
    const frames = Buffer.allocUnsafe(
      payloads.reduce((sum, payload) => sum + frameHeaderBytes + payload.length, 0),
    );
    let at = 0;
    for (const payload of payloads) at += writeFrame(frames.subarray(at), payload, segment.end + at, seed);
    await file.write(frames, segment.end);
    await file.sync();
    this.#isRagged = false;
    segment.end += frames.length;
    this.#tellBytes();
  }

  async #segmentFor(bytes: number) {
    const { mintGeneration } = this.#options;
    const { segments } = this.#place;
    if (this.#open !== undefined && this.#open.segment.end + bytes <= this.#segmentBytesMax)
      return this.#open;
    if (this.#open !== undefined && this.#open.segment.end === 0) return this.#open;
    await this.#roll();
    const segment = segments.next(mintGeneration());
    const file = await this.#disk.create(segment.path);
    segments.add(segment);
    this.#open = { segment, file };
    return this.#open;
  }

  /** Nothing more is written to the open segment. */
  async #roll(): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    // Where this fails, a start after a crash finds them, and tells of them.
    if (this.#isRagged) await open.file.truncate(open.segment.end).catch(() => undefined);
    this.#isRagged = false;
    await open.file.close().catch(() => undefined);
    open.segment.isOpen = false;
    this.#place.news.ring();
  }

  #tellBytes(): void {
    this.#options.events.spoolBytes(this.#place.segments.bytes, this.#options.bytesMax);
  }
}

/** It would be refused at each attempt to write it, and all behind it would wait for ever. */
function isTooLong(payload: Uint8Array): boolean {
  return payload.length > payloadBytesMax;
}
