import { closeSync, constants, fdatasyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../sqlite/sync-folder.ts';

/** What the spool does to files that must not be lost: passed in, so that a test decides which of it fails. */
export interface SpoolDisk {
  /** Makes a new file, whose name is on the disk when it resolves. */
  create(path: string): Promise<WritableFile>;
  /** Writes the whole of a small file in its place; on the disk when it returns. */
  overwrite(path: string, bytes: Buffer): void;
}

export interface WritableFile {
  /** Writes all of it at this place, or throws. */
  write(bytes: Buffer, position: number): Promise<void>;
  truncate(length: number): Promise<void>;
  /** Resolves when the file's bytes and length are on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export const nodeSpoolDisk: SpoolDisk = {
  async create(path) {
    const handle = await open(path, 'w', 0o600);
    syncFolder(dirname(path));
    return {
      async write(bytes, position) {
        for (let done = 0; done < bytes.length; ) {
          done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
        }
      },
      truncate: (length) => handle.truncate(length),
      sync: () => handle.datasync(),
      close: () => handle.close(),
    };
  },
  overwrite(path, bytes) {
    // It is not truncated first: a full disk then has the room that it had.
    const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(descriptor, bytes, done, bytes.length - done, done);
      ftruncateSync(descriptor, bytes.length);
      fdatasyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
};
