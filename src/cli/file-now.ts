import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KnownFile } from '../record/position.ts';
import { type Compression, compressionOf } from '../sources/file/compression.ts';
import { beginsAlike, headBytesMax, windowHolds } from '../sources/file/identity.ts';

/** Where a known file stands now, and how long it is. */
export interface FileNow {
  readonly path: string;
  /** Undefined where it is packed: then it is not that of the text, which positions count in. */
  readonly size: number | undefined;
}

/** The file that a life is of, wherever it stands in its folder; undefined where it is gone, or cannot be looked at. */
export function fileNow(known: KnownFile): FileNow | undefined {
  return (
    isOf(known, known.path) ??
    siblings(known.path).reduce<FileNow | undefined>((found, path) => found ?? isOf(known, path), undefined)
  );
}

/**
 * The life of the file at `path`: the one in its inode, or, for a copy by whatever name, one whose bytes before the
 * position stand there; a short one begins like others, and may not be taken for it.
 */
export function lifeOf(path: string, files: readonly KnownFile[]): KnownFile | undefined {
  const inPlace = files.find((known) => isOf(known, path) !== undefined);
  if (inPlace !== undefined) return inPlace;
  const head = headOrNothing(path);
  return files.find(
    (known) => known.head.length === headBytesMax && beginsAlike(known.head, head) && holds(path, known),
  );
}

/** How a rotated copy is packed, by its first bytes; undefined where it is not. */
export function packedAs(path: string): Compression | undefined {
  return compressionOf(headOf(path));
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
    if (packedAs(path) !== undefined) return { path, size: undefined };
    // The inode may have been given to another file since, or the file written anew.
    return holds(path, known) ? { path, size: Number(size) } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the file begins as the known one does, and holds the same bytes before its position. */
function holds(path: string, { head, window }: KnownFile): boolean {
  try {
    if (!beginsAlike(head, headOf(path))) return false;
    return window === undefined || windowHolds(window, bytesOf(path, window.offset, window.length));
  } catch {
    return false;
  }
}

function headOrNothing(path: string): Buffer {
  try {
    return headOf(path);
  } catch {
    return Buffer.alloc(0);
  }
}

function headOf(path: string): Buffer {
  return bytesOf(path, 0, headBytesMax);
}

function bytesOf(path: string, offset: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
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
