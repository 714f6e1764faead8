import type { BigIntStats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { diskCalls } from './disk-calls.ts';
import type { FoundFile } from './found-file.ts';

/** An open file whose calls throw `NotAnswered` where its disk does not answer in time. */
export class DiskFile {
  readonly #found: FoundFile;
  readonly #handle: FileHandle;

  constructor(found: FoundFile, handle: FileHandle) {
    this.#found = found;
    this.#handle = handle;
  }

  stat(): Promise<BigIntStats> {
    return diskCalls.answer(this.#found, () => this.#handle.stat({ bigint: true }));
  }

  /** Fills up to `length` bytes of `buffer` from `position` on, and returns how many. After `NotAnswered` the buffer may still be written. */
  async read(buffer: Buffer, length: number, position: number): Promise<number> {
    const call = () => this.#handle.read(buffer, 0, length, position);
    return (await diskCalls.answer(this.#found, call)).bytesRead;
  }

  close(): Promise<void> {
    return diskCalls.close(this.#found, () => this.#handle.close());
  }
}

export async function openDiskFile(found: FoundFile): Promise<DiskFile> {
  const closeLate = (handle: FileHandle) => handle.close();
  return new DiskFile(found, await diskCalls.answer(found, () => open(found.path, 'r'), closeLate));
}
