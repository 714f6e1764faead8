import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KnownFile } from '../record/position.ts';
import { fingerprint, headBytesMax } from '../sources/file/identity.ts';

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

/** The life of the file at `path`: the one with its device, inode and first bytes. */
export function lifeOf(path: string, files: readonly KnownFile[]): KnownFile | undefined {
  return files.find((known) => isOf(known, path) !== undefined);
}

/** How a rotated copy is packed, by its first bytes; undefined where it is not. */
export function compressionOf(path: string): Compression | undefined {
  return compressionOfHead(headOf(path));
}

export type Compression = 'gzip' | 'zstd' | 'other';

const magics: Readonly<Record<string, Compression>> = {
  '1f8b': 'gzip',
  '28b52ffd': 'zstd',
  '425a68': 'other', // bzip2
  fd377a58: 'other', // xz
};

function compressionOfHead(head: Buffer): Compression | undefined {
  const start = head.toString('hex', 0, 4);
  return Object.entries(magics).find(([magic]) => start.startsWith(magic))?.[1];
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
    const head = headOf(path);
    if (compressionOfHead(head) !== undefined) return { path, size: undefined };
    // The inode may have been given to another file since.
    const isSame = fingerprint(head, known.head.length).hash === known.head.hash;
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
