import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KnownFile } from '../record/position.ts';
import { fingerprint, headBytesMax, looksCompressed } from '../sources/file/identity.ts';

/** Where a known file stands now, and how long it is. */
export interface FileNow {
  readonly path: string;
  readonly size: number;
}

/** The file that a life is of, wherever it stands in its folder; undefined where it is gone, or cannot be looked at. */
export function fileNow(known: KnownFile): FileNow | undefined {
  return (
    isOf(known, known.path) ??
    siblings(known.path).reduce<FileNow | undefined>((found, path) => found ?? isOf(known, path), undefined)
  );
}

/** The life of the file at `path`: the one with its device, inode and first bytes. */
export function lifeOf(path: string, files: readonly KnownFile[]): KnownFile | undefined {
  return files.find((known) => isOf(known, path) !== undefined);
}

/** How a rotated copy is packed, by its first bytes; undefined where it is not. */
export function compressionOf(path: string): 'gzip' | 'zstd' | 'other' | undefined {
  const head = headOf(path);
  if (!looksCompressed(head)) return undefined;
  if (head[0] === 0x1f) return 'gzip';
  return head[0] === 0x28 ? 'zstd' : 'other';
}

/** The end of the last whole line from `from` on, where a position may stand; `from` where there is none. */
export function lastLineEnd(path: string, from: number, size: number): number {
  const file = openSync(path, 'r');
  try {
    const block = Buffer.alloc(blockBytes);
    for (let end = size; end > from; end = Math.max(from, end - blockBytes)) {
      const start = Math.max(from, end - blockBytes);
      const length = readSync(file, block, 0, end - start, start);
      const newline = block.subarray(0, length).lastIndexOf(0x0a);
      if (newline !== -1) return start + newline + 1;
    }
    return from;
  } finally {
    closeSync(file);
  }
}

const blockBytes = 65_536;

function isOf(known: KnownFile, path: string): FileNow | undefined {
  try {
    const { dev, ino, size } = statSync(path, { bigint: true });
    if (`${dev}` !== known.device || `${ino}` !== known.inode) return undefined;
    // The inode may have been given to another file since.
    const isSame = fingerprint(headOf(path), known.head.length).hash === known.head.hash;
    return isSame ? { path, size: Number(size) } : undefined;
  } catch {
    return undefined;
  }
}

function headOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(headBytesMax);
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

function siblings(path: string): string[] {
  const folder = dirname(path);
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
