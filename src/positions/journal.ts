import { dirname } from 'node:path';
import type { Disk } from './disk.ts';
import { writeAll } from './disk.ts';

/** A file that only grows: what `append` was given is on the disk when it returns, or is not in the file at all. */
export class Journal {
  readonly #path: string;
  readonly #firstLine: string;
  readonly #disk: Disk;
  #descriptor: number | undefined;
  /** Behind the last byte that counts. */
  #end: number;
  /** Whether there may be bytes behind it: of an entry that was not finished. */
  #isRagged = true;
  #isClosed = false;

  /** Touches nothing yet. A new file (`end` is 0) gets its first line together with the first entries. */
  constructor(path: string, end: number, firstLine: string, disk: Disk) {
    this.#path = path;
    this.#end = end;
    this.#firstLine = firstLine;
    this.#disk = disk;
  }

  get end(): number {
    return this.#end;
  }

  open(): number {
    if (this.#isClosed) throw new Error('the position store is closed');
    this.#descriptor ??= this.#disk.open(this.#path);
    return this.#descriptor;
  }

  /** Throws what the disk says; the file then holds what it held before. */
  append(text: string): void {
    const isNew = this.#end === 0;
    const bytes = Buffer.from(isNew ? this.#firstLine + text : text);
    const descriptor = this.open();
    if (this.#isRagged) this.#disk.truncate(descriptor, this.#end);
    this.#isRagged = true;
    try {
      writeAll(this.#disk, descriptor, bytes, this.#end);
      // A failed sync may have dropped the bytes: they are cut off too, and the next try writes them again.
      this.#disk.sync(descriptor);
      if (isNew) this.#disk.syncFolder(dirname(this.#path));
    } catch (error) {
      this.cutBack(this.#end);
      throw error;
    }
    this.#end += bytes.length;
    this.#isRagged = false;
  }

  /** Takes back what was appended behind `end`. */
  cutBack(end: number): void {
    this.#end = end;
    this.#isRagged = true;
    try {
      this.#disk.truncate(this.open(), end);
      this.#isRagged = false;
    } catch {
      // The next append cuts it, or fails.
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) this.#disk.close(this.#descriptor);
    this.#descriptor = undefined;
    this.#isClosed = true;
  }
}
