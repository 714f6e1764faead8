import { type FileHandle, open } from 'node:fs/promises';
import type { SpooledChunk, SpooledMessage } from '../record/received.ts';
import type { SpoolPosition } from './acknowledged.ts';
import { type ScannedFrames, scanFrames, seedOf } from './frame.ts';
import { type SpoolEvents, windowBytes } from './options.ts';
import { decodePayload, isMessage } from './payload.ts';
import type { Segment, Segments } from './segments.ts';

/** Reads the segments one behind the other, from the position on. */
export class SpoolReader {
  readonly #segments: Segments;
  readonly #events: SpoolEvents;
  /** The last segment of the run before: its last bytes may be torn. */
  readonly #tornGeneration: string | undefined;
  /** Where the next look begins; undefined before the first segment. */
  #at: { readonly segment: Segment; offset: number } | undefined;
  #file: { readonly segment: Segment; readonly handle: FileHandle } | undefined;
  /** By segment that was read: behind its last message so far. */
  readonly #messagesEnd = new Map<string, number>();
  #wantedBytes = 0;
  /** What could not be read, and is told already. */
  #told: string | undefined;

  constructor(segments: Segments, events: SpoolEvents) {
    this.#segments = segments;
    this.#events = events;
    this.#tornGeneration = segments.all.at(-1)?.generation;
  }

  /** Goes on from there; from the first segment on where there is no such segment. */
  async seek(position: SpoolPosition | undefined): Promise<void> {
    await this.close();
    const segment = position && this.#segments.of(position.generation);
    this.#at = segment && position && { segment, offset: position.offset };
    this.#messagesEnd.clear();
    this.#wantedBytes = 0;
  }

  /** The next messages; undefined where there are none now. */
  async next(): Promise<SpooledChunk | undefined> {
    for (;;) {
      if (!this.#advance()) return undefined;
      const chunk = await this.#look();
      if (chunk === undefined || chunk.messages.length > 0) return chunk;
    }
  }

  /** Whether all that is in the spool was read. */
  get isAtEnd(): boolean {
    return !this.#advance();
  }

  /** Whether the disk did not give it: it is tried again. */
  get isFailing(): boolean {
    return this.#told !== undefined;
  }

  /** Whether nothing but what stands before the offset is in this segment, which nobody writes any more. */
  isDone(segment: Segment, acknowledged: SpoolPosition | undefined): boolean {
    if (segment.isOpen || this.#at === undefined || segment.number > this.#at.segment.number) return false;
    if (segment === this.#at.segment && this.#at.offset < segment.end) return false;
    const messagesEnd = this.#messagesEnd.get(segment.generation) ?? 0;
    if (acknowledged === undefined) return messagesEnd === 0;
    const reached = this.#segments.of(acknowledged.generation);
    if (reached === undefined) return messagesEnd === 0;
    if (reached !== segment) return reached.number > segment.number || messagesEnd === 0;
    return acknowledged.offset >= messagesEnd;
  }

  /** A segment was deleted. */
  forget(segment: Segment): void {
    this.#messagesEnd.delete(segment.generation);
    if (this.#file?.segment !== segment) return;
    // As long as it is open, the disk has no room by its deletion.
    void this.#file.handle.close().catch(() => undefined);
    this.#file = undefined;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close();
  }

  /** Brings `#at` to where there is something to read; false where there is nothing. */
  #advance(): boolean {
    const [first] = this.#segments.all;
    if (this.#at === undefined && first !== undefined) this.#at = { segment: first, offset: 0 };
    for (;;) {
      if (this.#at === undefined) return false;
      const { segment, offset } = this.#at;
      if (offset < segment.end) return true;
      const next = this.#segments.after(segment);
      if (segment.isOpen || next === undefined) return false;
      this.#at = { segment: next, offset: 0 };
    }
  }

  /** Undefined where the disk does not give it. */
  async #look(): Promise<SpooledChunk | undefined> {
    const at = this.#at;
    if (at === undefined) return undefined;
    const { segment, offset } = at;
    const bytes = Math.min(Math.max(windowBytes, this.#wantedBytes), segment.end - offset);
    const window = await this.#read(segment, offset, bytes);
    if (window === undefined) return undefined;
    // What was written in this run is whole up to its end; of runs before nothing follows.
    const isLast = offset + bytes >= segment.end;
    const scanned = scanFrames(window, { offset, seed: seedOf(segment.generation), isLast });
    this.#tell(segment, scanned, isLast);
    at.offset = scanned.end;
    this.#wantedBytes = scanned.wantedBytes;
    const messages = this.#messagesOf(segment, scanned);
    const last = messages.at(-1);
    if (last !== undefined) this.#messagesEnd.set(segment.generation, last.end);
    const file = { generation: segment.generation, path: this.#segments.folder };
    return { file, offset, end: scanned.end, messages };
  }

  async #read(segment: Segment, offset: number, bytes: number): Promise<Buffer | undefined> {
    try {
      if (this.#file?.segment !== segment) {
        await this.close();
        this.#file = { segment, handle: await open(segment.path, 'r') };
      }
      const window = Buffer.allocUnsafeSlow(bytes);
      const { bytesRead } = await this.#file.handle.read(window, 0, bytes, offset);
      this.#told = undefined;
      // Somebody cut it: what is missing is told as damage.
      return window.fill(0, bytesRead);
    } catch (error) {
      // Who deleted it has to know what that costs; what cannot be read now may be read later.
      if (isGone(error)) return Buffer.alloc(bytes);
      if (this.#told !== segment.path) this.#events.spoolUnreadable(segment.path, error);
      this.#told = segment.path;
      return undefined;
    }
  }

  #tell(segment: Segment, { damage }: ScannedFrames, isLast: boolean): void {
    for (const { offset, bytes } of damage) {
      const isTorn = isLast && segment.generation === this.#tornGeneration && offset + bytes >= segment.end;
      if (isTorn) this.#events.spoolTorn(segment.path, offset, bytes);
      else this.#events.spoolDamaged(segment.path, offset, bytes);
    }
  }

  #messagesOf({ path }: Segment, { frames }: ScannedFrames): SpooledMessage[] {
    return frames.flatMap(({ offset, end, payload }) => {
      const decoded = decodePayload(payload);
      if (decoded === undefined) this.#events.spoolDamaged(path, offset, end - offset);
      return decoded !== undefined && isMessage(decoded) ? [{ ...decoded, offset, end }] : [];
    });
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
