import type { FileHandle } from 'node:fs/promises';
import type { Content, ContentStatus } from './content.ts';
import { decompress } from './decompress.ts';

/** Bytes that one call skips at most: the other files have their turn in between. */
const skipBytesMax = 4 * 1_024 * 1_024;

/**
 * The text of a gzip or zstd file, decompressed as it is read: memory holds what one read asks for and a piece of the
 * stream. To read before what was read last begins anew. A file that ends in the middle of its stream ends there.
 */
export class CompressedContent implements Content {
  readonly compression: 'gzip' | 'zstd';
  readonly #handle: FileHandle;
  #pieces: AsyncIterator<Buffer> | undefined;
  /** Text from `#heldFrom` on that was decompressed and not yet left behind. */
  #held: Buffer = Buffer.alloc(0);
  #heldFrom = 0;
  #hasEnded = false;

  constructor(handle: FileHandle, compression: 'gzip' | 'zstd') {
    this.#handle = handle;
    this.compression = compression;
  }

  async status(): Promise<ContentStatus> {
    const { mtimeNs, nlink } = await this.#handle.stat({ bigint: true });
    const size = this.#hasEnded ? this.#heldFrom + this.#held.length : Number.POSITIVE_INFINITY;
    return { size, modifiedNs: mtimeNs, isDeleted: nlink === 0n };
  }

  async skipTo(offset: number): Promise<boolean> {
    await this.#rewindFor(offset);
    for (let skipped = 0; !this.#hasEnded && this.#heldFrom + this.#held.length < offset; ) {
      if (skipped >= skipBytesMax) return false;
      skipped += this.#held.length;
      this.#leave(offset);
      await this.#pull();
    }
    this.#leave(offset);
    return true;
  }

  async read(buffer: Buffer, length: number, offset: number): Promise<number> {
    while (!(await this.skipTo(offset)));
    const pieces: Buffer[] = [this.#held];
    let heldBytes = this.#held.length;
    while (heldBytes < length && !this.#hasEnded) {
      const piece = await this.#next();
      if (piece === undefined) break;
      pieces.push(piece);
      heldBytes += piece.length;
    }
    this.#held = pieces.length === 1 ? this.#held : Buffer.concat(pieces);
    if (this.#heldFrom < offset) return 0; // The text ends before.
    return this.#held.copy(buffer, 0, 0, length);
  }

  async close(): Promise<void> {
    await this.#pieces?.return?.();
    await this.#handle.close();
  }

  async #rewindFor(offset: number): Promise<void> {
    if (this.#pieces !== undefined && offset >= this.#heldFrom) return;
    await this.#pieces?.return?.();
    this.#pieces = undefined;
    this.#held = Buffer.alloc(0);
    this.#heldFrom = 0;
    this.#hasEnded = false;
    this.#pieces = decompress(this.#handle, this.compression);
  }

  #leave(offset: number): void {
    const count = Math.min(Math.max(offset - this.#heldFrom, 0), this.#held.length);
    this.#held = this.#held.subarray(count);
    this.#heldFrom += count;
  }

  async #pull(): Promise<void> {
    const piece = await this.#next();
    if (piece !== undefined)
      this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const next = await this.#pieces?.next();
      if (next !== undefined && next.done !== true) return next.value;
    } catch (error) {
      // Cut off, or damaged: what could be decompressed was read. Trouble of the disk is another matter.
      if (!isOfTheFormat(error)) throw error;
    }
    this.#hasEnded = true;
    return undefined;
  }
}

function isOfTheFormat(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ZSTD_)/.test(String(error.code));
}
