import type { FileHandle } from 'node:fs/promises';
import type { ChunkFile, LineChunk, LinePart } from '../../record/chunk.ts';
import { firstLineOf, readHead } from './identity.ts';

/** What one look at a file found. */
export type Look =
  | { readonly kind: 'chunk'; readonly chunk: LineChunk }
  | { readonly kind: 'nothing' | 'truncated' };

/** Reads one life of a file, line by line from an offset on; follows it under whatever name, by its descriptor. */
export class FileReader {
  readonly #file: Omit<ChunkFile, 'firstLine'>;
  #firstLine: string | undefined;
  readonly #handle: FileHandle;
  readonly #lineBytesMax: number;
  /** Offset of the next byte to read. */
  #offset: number;
  /** Set inside a line that is longer than the limit. */
  #part: { index: number; lineStart: number } | undefined;
  /** Size at the last look that found no whole line: until it grows there is no use in reading again. */
  #sizeWithoutLine = -1;

  constructor(file: Omit<ChunkFile, 'firstLine'>, handle: FileHandle, offset: number, lineBytesMax: number) {
    this.#file = file;
    this.#handle = handle;
    this.#offset = offset;
    this.#lineBytesMax = lineBytesMax;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Reads up to `lineBytesMax` bytes into `buffer`; the chunk is valid until the buffer is used again. */
  async look(buffer: Buffer): Promise<Look> {
    const { size } = await this.#handle.stat();
    if (size < this.#offset) return { kind: 'truncated' };
    if (size === this.#offset || size === this.#sizeWithoutLine) return { kind: 'nothing' };
    const { bytesRead } = await this.#handle.read(buffer, 0, this.#lineBytesMax, this.#offset);
    const lineEnds = endsOfLines(buffer, bytesRead);
    const end = lineEnds.at(-1);
    if (end !== undefined)
      return { kind: 'chunk', chunk: await this.#chunk(buffer.subarray(0, end), lineEnds, true) };
    if (bytesRead < this.#lineBytesMax) {
      this.#sizeWithoutLine = size;
      return { kind: 'nothing' };
    }
    const cut = characterBoundary(buffer, bytesRead);
    return { kind: 'chunk', chunk: await this.#chunk(buffer.subarray(0, cut), [cut], false) };
  }

  /** The last line of a file that nobody writes any more, without its newline. */
  async takeRest(buffer: Buffer): Promise<LineChunk | undefined> {
    const { bytesRead } = await this.#handle.read(buffer, 0, this.#lineBytesMax, this.#offset);
    if (bytesRead === 0) return undefined;
    return this.#chunk(buffer.subarray(0, bytesRead), [bytesRead], true);
  }

  /** The file's first bytes as they are now. */
  head(): Promise<Buffer> {
    return readHead(this.#handle);
  }

  /** Whether the file has no name left. */
  async isDeleted(): Promise<boolean> {
    return (await this.#handle.stat()).nlink === 0;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #chunk(bytes: Buffer, lineEnds: number[], lineComplete: boolean): Promise<LineChunk> {
    // Only now is the first line whole.
    this.#firstLine ??= firstLineOf(await this.head());
    const part = this.#nextPart(lineComplete);
    const file = { ...this.#file, firstLine: this.#firstLine };
    const chunk = { file, offset: this.#offset, bytes, lineEnds, ...(part !== undefined && { part }) };
    this.#offset += bytes.length;
    return chunk;
  }

  #nextPart(lineComplete: boolean): LinePart | undefined {
    if (lineComplete && this.#part === undefined) return undefined;
    const current = this.#part ?? { index: 0, lineStart: this.#offset };
    this.#part = lineComplete ? undefined : { ...current, index: current.index + 1 };
    return { ...current, last: lineComplete };
  }
}

function endsOfLines(buffer: Buffer, length: number): number[] {
  const ends: number[] = [];
  for (let at = buffer.indexOf(0x0a); at !== -1 && at < length; at = buffer.indexOf(0x0a, at + 1))
    ends.push(at + 1);
  return ends;
}

/** The last place at or before `length` that does not cut a UTF-8 character. */
function characterBoundary(buffer: Buffer, length: number): number {
  for (let back = 1; back <= 4; back += 1) {
    const byte = buffer[length - back] ?? 0;
    const isContinuation = (byte & 0xc0) === 0x80;
    if (isContinuation) continue;
    const characterBytes = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return characterBytes > back ? length - back : length;
  }
  return length;
}
