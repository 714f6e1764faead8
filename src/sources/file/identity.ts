import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { firstLineBytesMax } from '../../record/chunk.ts';
import type { HeadFingerprint, KnownFile } from '../../record/position.ts';
import type { FoundFile } from './discover.ts';

/** Bytes of the head that tell a file from another one in the same inode. Files shorter than that are known by less. */
export const headBytesMax = 1_024;

/** gzip, zstd, bzip2 and xz files: rotated copies that a wide glob also matches. */
const compressedMagics = ['1f8b', '28b52ffd', '425a68', 'fd377a58'];

/** The first bytes of a file, as far as they are there: enough for the fingerprint and for the first line. */
export async function readHead(handle: FileHandle): Promise<Buffer> {
  const buffer = Buffer.alloc(firstLineBytesMax);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
  return buffer.subarray(0, bytesRead);
}

export function fingerprint(head: Buffer, length = Math.min(head.length, headBytesMax)): HeadFingerprint {
  return { length, hash: createHash('sha256').update(head.subarray(0, length)).digest('hex').slice(0, 32) };
}

/** The file's first line; all of the head where no newline is in it. */
export function firstLineOf(head: Buffer): string {
  const newline = head.indexOf(0x0a);
  return head.toString('utf8', 0, newline === -1 ? head.length : newline).replace(/\r$/, '');
}

export function looksCompressed(head: Buffer): boolean {
  const start = head.toString('hex', 0, 4);
  return compressedMagics.some((magic) => start.startsWith(magic));
}

/** Whether the file in this inode still is the one that is known: its head is the same, and it lost no bytes. */
export function isSameFile(known: KnownFile, offset: number, found: FoundFile, head: Buffer): boolean {
  if (found.size < offset || head.length < known.head.length) return false;
  return fingerprint(head, known.head.length).hash === known.head.hash;
}
