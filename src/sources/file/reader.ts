import type { ChunkFile, Encoding, LineChunk, LinePart } from '../../record/chunk.ts';
import type { Content, ContentStatus } from './content.ts';
import {
  beginsAlike,
  checkWindow,
  fingerprint,
  headBytesMax,
  readHead,
  windowBefore,
  windowBytesMax,
  windowHolds,
} from './identity.ts';
import { type Life, type LifeReader, type Look, rememberWindow } from './life.ts';
import { LineEnds, type LineEndsOptions } from './line-ends.ts';
import { characterBoundary, encodingOf, endsOfLines, firstLinesOf } from './lines.ts';

/** Places in a chunk that are known by a window: between them a position is as good as the place before it. */
const windowsPerChunk = 16;

export interface ReaderOptions extends LineEndsOptions {
  readonly encoding: Encoding;
  /** Read in one turn: a line's worth at least. */
  readonly turnBytes: number;
  readonly skipHeaderLines: number;
  /** Hears when more of the head is known. */
  readonly headGrew: (life: Life) => void;
  /** Hears when a position may stand behind the header. */
  readonly headerSkipped: (life: Life) => void;
}

/**
 * Reads one life of a file, line by line from its offset on, under whatever name, by its descriptor. With each read
 * it looks again at the last bytes before: a file that was cut and written anew between two looks is never taken for one
 * that grew, however long it is.
 */
export class FileReader implements LifeReader {
  readonly content: Content;
  readonly #life: Life;
  readonly #options: ReaderOptions;
  readonly #ends: LineEnds;
  #encoding: Encoding;
  #firstLines: ReturnType<typeof firstLinesOf> | undefined;
  /** What of the file is known to be what it was. */
  #checked: 'nothing' | 'head' | 'window' | 'all' = 'nothing';
  /** At the last look that found no whole line: until it changes there is no use in reading again. */
  #statusWithoutLine: ContentStatus | undefined;

  constructor(life: Life, content: Content, options: ReaderOptions) {
    this.#life = life;
    this.content = content;
    this.#options = options;
    this.#encoding = options.encoding;
    this.#ends = new LineEnds(options, life.known.markers);
  }

  /** At the last look that found no whole line; undefined while there may be one. */
  get idleStatus(): ContentStatus | undefined {
    return this.#statusWithoutLine;
  }

  /** Whether the file still is what is known of it; before anything is read of it. */
  async check(): Promise<'same' | 'other' | 'busy'> {
    const life = this.#life;
    if (this.#checked === 'nothing') {
      const head = await readHead(this.content);
      if (!beginsAlike(life.known.head, head)) return 'other';
      this.#takeHead(head, this.content.compression !== undefined);
      this.#checked = 'head';
    }
    if (this.#checked === 'head') {
      const checked = life.window === undefined ? 'same' : await checkWindow(this.content, life.window);
      if (checked !== 'same') return checked;
      this.#checked = 'window';
    }
    return this.#checked === 'all' ? 'same' : this.#makeWindow();
  }

  /** Whether the file, which changed, still holds what was read of it. A compressed one is no longer written. */
  async recheck(): Promise<boolean> {
    const { window } = this.#life;
    if (this.content.compression !== undefined) return true;
    if ((await this.content.status()).size < this.#bytesKnown) return false;
    if (window !== undefined && (await checkWindow(this.content, window)) !== 'same') return false;
    return this.#headHolds();
  }

  /** Reads a turn's worth of bytes into `buffer`; the chunk is valid until the buffer is used again. */
  async look(buffer: Buffer): Promise<Look> {
    const status = await this.content.status();
    if (status.size < this.#bytesKnown) return { kind: 'other' };
    const before = this.#statusWithoutLine;
    if (before?.size === status.size && before.modifiedNs === status.modifiedNs) return { kind: 'nothing' };
    const checked = await this.check();
    if (checked !== 'same') return { kind: checked };
    const read = await this.#read(buffer);
    if (read === undefined || !(await this.#headHolds())) return { kind: 'other' };
    // Not before: what another one holds that stands there now is not missing of this one.
    await this.#seeSize(status);
    const look = await this.#linesOf(read);
    if (look.kind === 'nothing') {
      this.#statusWithoutLine = await this.#statusAfter(status);
      // Half a line, too, tells the file from another one.
      await this.#growHead(read, this.#life.offset + read.bytes.length);
    }
    return look;
  }

  /**
   * Lines that wait for the rest of their event; or, where `takesHalfLine` and there are none, the last line of a file
   * that nobody writes any more, or that was waited for long enough, without its newline.
   */
  async takeRest(buffer: Buffer, takesHalfLine: boolean): Promise<LineChunk | undefined> {
    if ((await this.check()) !== 'same') return undefined;
    const read = await this.#read(buffer);
    if (read === undefined) return undefined;
    const end = this.#ends.ofRest(this.#bytesOf(read), takesHalfLine);
    return end === 0 ? undefined : { ...(await this.#chunk(read, [end])), isCut: true };
  }

  async close(): Promise<void> {
    await this.content.close();
  }

  /** That many bytes were seen, if not read: a file that holds fewer was cut. */
  get #bytesKnown(): number {
    return Math.max(this.#life.offset, this.#life.known.head.length);
  }

  /** Where less was read than is known of the head, the window does not tell all that is known. */
  async #headHolds(): Promise<boolean> {
    const { offset, known } = this.#life;
    if (offset >= known.head.length || this.content.compression !== undefined) return true;
    return beginsAlike(known.head, await readHead(this.content));
  }

  /** Of a compressed file, its size on the disk was taken for that of its text until now. */
  async #seeSize(status: ContentStatus): Promise<void> {
    const life = this.#life;
    const isPlain = this.content.compression === undefined;
    const { size } = isPlain ? status : await this.content.status();
    if (Number.isFinite(size)) life.sizeSeen = isPlain ? Math.max(life.sizeSeen, size) : size;
  }

  /** The end of a compressed file is known only once it was read. */
  async #statusAfter(status: ContentStatus): Promise<ContentStatus> {
    return Number.isFinite(status.size) ? status : this.content.status();
  }

  /** What stands at the offset, after what must stand before it; undefined where that is not so. */
  async #read(buffer: Buffer): Promise<Read | undefined> {
    const { offset, window } = this.#life;
    const before = window?.length ?? 0;
    const from = offset - before;
    await this.content.skipTo(from);
    const bytesRead = await this.content.read(buffer, before + this.#options.turnBytes, from);
    if (window !== undefined && !windowHolds(window, buffer.subarray(0, Math.min(before, bytesRead))))
      return undefined;
    return { all: buffer.subarray(0, bytesRead), before, bytes: buffer.subarray(before, bytesRead) };
  }

  async #linesOf(read: Read): Promise<Look> {
    if (this.#life.headerLinesLeft > 0) {
      const lineEnds = endsOfLines(read.bytes, this.#encoding);
      if (lineEnds.length > 0) return this.#skipHeader(read, lineEnds);
      if (read.bytes.length < this.#options.lineBytesMax) return { kind: 'nothing' };
      return this.#skip(read, characterBoundary(read.bytes, this.#encoding)); // Its end comes later.
    }
    const { ends, part } = this.#ends.of(this.#bytesOf(read));
    if (ends.length > 0) return { kind: 'chunk', chunk: await this.#chunk(read, ends) };
    if (part === undefined) return { kind: 'nothing' };
    return { kind: 'chunk', chunk: await this.#chunk(read, [part.end], part.state) };
  }

  #bytesOf({ bytes }: Read) {
    return { bytes, offset: this.#life.offset, encoding: this.#encoding, within: this.#life.part?.state };
  }

  async #skipHeader(read: Read, ends: readonly number[]): Promise<Look> {
    const life = this.#life;
    const count = Math.min(life.headerLinesLeft, ends.length);
    const end = ends[count - 1] ?? 0;
    life.headerLinesLeft -= count;
    const look = await this.#skip(read, end);
    // Before, a restart has to count the lines anew.
    if (life.headerLinesLeft === 0) this.#options.headerSkipped(life);
    return look;
  }

  /** There is nothing to acknowledge of a header. */
  async #skip(read: Read, end: number): Promise<Look> {
    const life = this.#life;
    if (life.committed === life.offset) life.committed += end;
    await this.#goOn(read, end);
    return { kind: 'busy' };
  }

  /** `stateWithin`: what is known of a line or event that goes on behind the chunk. */
  async #chunk(read: Read, lineEnds: readonly number[], stateWithin?: string): Promise<LineChunk> {
    const { generation, path, input } = this.#life.known;
    const { offset } = this.#life;
    const end = lineEnds.at(-1) ?? 0;
    if (this.#firstLines === undefined) this.#takeHead(await readHead(this.content), true);
    const part = this.#nextPart(stateWithin);
    await this.#goOn(read, end, lineEnds);
    const file: ChunkFile = {
      generation,
      path,
      input,
      ...(this.#firstLines ?? { firstLine: '' }),
      encoding: this.#encoding,
    };
    return {
      file,
      offset,
      bytes: read.bytes.subarray(0, end),
      lineEnds,
      ...(part !== undefined && { part }),
    };
  }

  /** Moves the offset, and with it the window. */
  async #goOn({ all, before }: Read, end: number, lineEnds: readonly number[] = []): Promise<void> {
    const life = this.#life;
    const wasAtStart = life.offset === 0;
    // Positions are committed in the middle of chunks, too.
    const step = Math.ceil(lineEnds.length / windowsPerChunk);
    for (let line = step - 1; line < lineEnds.length - 1; line += step) {
      const lineEnd = lineEnds[line] ?? end;
      const window = windowBefore(life.offset + lineEnd, all.subarray(0, before + lineEnd));
      if (window !== undefined) rememberWindow(life, window);
    }
    life.offset += end;
    life.sizeSeen = Math.max(life.sizeSeen, life.offset);
    life.window = windowBefore(life.offset, all.subarray(0, before + end));
    if (life.window !== undefined) rememberWindow(life, life.window);
    this.#statusWithoutLine = undefined;
    await this.#growHead({ all, before, bytes: all.subarray(before) }, life.offset, wasAtStart);
  }

  /** A head that is not what it was is found out by the window, at the next read. */
  async #growHead(
    { all, before }: Read,
    bytesKnown: number,
    isFromStart = this.#life.offset === before,
  ): Promise<void> {
    const life = this.#life;
    const { length } = life.known.head;
    if (length >= headBytesMax || bytesKnown <= length) return;
    const head = isFromStart ? all : await readHead(this.content);
    if (!beginsAlike(life.known.head, head)) return;
    life.known = { ...life.known, head: fingerprint(head) };
    this.#options.headGrew(life);
  }

  #takeHead(head: Buffer, isWhole = false): void {
    const { encoding, skipHeaderLines } = this.#options;
    this.#encoding = encodingOf(head, encoding);
    const lines = endsOfLines(head, this.#encoding).length;
    if (isWhole || lines > skipHeaderLines)
      this.#firstLines = firstLinesOf(head, this.#encoding, skipHeaderLines);
  }

  /** From what is known to stand before the offset to what stands directly before it. */
  async #makeWindow(): Promise<'same' | 'other' | 'busy'> {
    const life = this.#life;
    const length = Math.min(life.offset, windowBytesMax);
    if (!(await this.content.skipTo(life.offset - length))) return 'busy';
    const bytes = Buffer.alloc(length);
    const bytesRead = await this.content.read(bytes, length, life.offset - length);
    if (bytesRead < length) return 'other';
    life.window = windowBefore(life.offset, bytes);
    this.#checked = 'all';
    return 'same';
  }

  #nextPart(stateWithin: string | undefined): LinePart | undefined {
    const life = this.#life;
    if (stateWithin === undefined && life.part === undefined) return undefined;
    const { index, lineStart } = life.part ?? { index: 0, lineStart: life.offset };
    life.part = stateWithin === undefined ? undefined : { index: index + 1, lineStart, state: stateWithin };
    return { index, lineStart, last: stateWithin === undefined };
  }
}

interface Read {
  /** What stands before the offset, for the window, and then `bytes`. */
  readonly all: Buffer;
  readonly before: number;
  readonly bytes: Buffer;
}
