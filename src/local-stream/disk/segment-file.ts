import { fstatSync, ftruncateSync, readSync, rmSync, writeSync } from 'node:fs';
import { DamagedError } from '../core/storage.ts';
import type { OpenFiles } from './open-files.ts';
import { writing } from './writing.ts';

/** One for all files, as nothing here is done at the same time: new memory costs more than what is read into it. */
const scratch = Buffer.allocUnsafeSlow(1024 * 1024);

/** The bytes of one segment on disk. Throws StoreError where they cannot be written, DamagedError where they are gone. */
export class SegmentFile {
  readonly path: string;
  readonly #files: OpenFiles;
  /** Whether there may be bytes of a failed write behind the good ones. */
  #hasRemains = false;

  constructor(files: OpenFiles, path: string) {
    this.#files = files;
    this.path = path;
  }

  create(): void {
    writing(this.path, () => this.#files.create(this.path));
  }

  remove(): void {
    this.#files.close(this.path);
    writing(this.path, () => rmSync(this.path, { force: true }));
  }

  size(): number {
    return fstatSync(this.#files.descriptor(this.path)).size;
  }

  /**
   * Writes all of it behind the first `offset` bytes, or throws and leaves those alone. What is written is in the
   * kernel's page cache, which outlives this process however that ends; a power cut may take it, for to sync every
   * write is more than a Kinesis for development should cost.
   */
  write(bytes: Uint8Array, offset: number): void {
    if (this.#hasRemains) this.truncate(offset);
    try {
      writing(this.path, () => writeAll(this.#files.descriptor(this.path), bytes, offset));
    } catch (error) {
      this.#hasRemains = true;
      this.#tryTruncate(offset);
      throw error;
    }
  }

  truncate(size: number): void {
    writing(this.path, () => ftruncateSync(this.#files.descriptor(this.path), size));
    this.#hasRemains = false;
  }

  /** Fills the buffer with what is at the offset. */
  read(offset: number, into: Buffer): Buffer {
    const descriptor = this.#files.descriptor(this.path);
    for (let done = 0; done < into.length; ) {
      const bytes = readSync(descriptor, into, done, into.length - done, offset + done);
      if (bytes === 0) throw this.damagedAt(offset + done);
      done += bytes;
    }
    return into;
  }

  /** What is at the offset, in memory that the next look overwrites. */
  peek(offset: number, bytes: number): Buffer {
    const into = bytes > scratch.length ? Buffer.allocUnsafeSlow(bytes) : scratch.subarray(0, bytes);
    return this.read(offset, into);
  }

  damagedAt(offset: number): DamagedError {
    const remedy = 'delete the stream and write its records again, or start with another data folder';
    return new DamagedError(`${this.path} is damaged at byte ${offset}\n  ${remedy}`);
  }

  #tryTruncate(size: number): void {
    try {
      this.truncate(size);
    } catch {
      // The failure of the write itself is what to tell; this is tried again before the next one.
    }
  }
}

/** One write may take only a part, where the disk is about to be full. */
function writeAll(descriptor: number, bytes: Uint8Array, offset: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
}
