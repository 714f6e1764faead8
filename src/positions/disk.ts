import { closeSync, constants, fsyncSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { syncFolder } from '../sqlite/sync-folder.ts';

/** What the store does to files that must not be lost: passed in, so that a test decides which of it fails. */
export interface Disk {
  /** Opens for writing; makes the file where there is none. */
  open(path: string): number;
  /** How many of the bytes were written; a full disk may take some of them. */
  write(descriptor: number, bytes: Buffer, position: number): number;
  truncate(descriptor: number, length: number): void;
  /** Waits until the file's bytes and length are on the disk. */
  sync(descriptor: number): void;
  close(descriptor: number): void;
  rename(from: string, to: string): void;
  /** Waits until the names in the folder are on the disk. */
  syncFolder(path: string): void;
}

export const nodeDisk: Disk = {
  open: (path) => openSync(path, constants.O_RDWR | constants.O_CREAT),
  write: (descriptor, bytes, position) => writeSync(descriptor, bytes, 0, bytes.length, position),
  truncate: ftruncateSync,
  sync: fsyncSync,
  close: closeSync,
  rename: renameSync,
  syncFolder,
};

export function writeAll(disk: Disk, descriptor: number, bytes: Buffer, position: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += disk.write(descriptor, bytes.subarray(written), position + written);
  }
}
