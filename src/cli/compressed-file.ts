import type { KnownFile } from '../record/position.ts';
import { type Damage, decompress } from '../sources/file/decompress.ts';
import { openDiskFile } from '../sources/file/disk-file.ts';
import { lookAt } from '../sources/file/found-file.ts';
import { beginsAlike, headBytesMax, windowHolds } from '../sources/file/identity.ts';

/** The life that a compressed copy holds, by its first bytes, and what of its text can be read. */
export interface CompressedLife {
  readonly known: KnownFile | undefined;
  /** Of the text, as far as it can be decompressed. */
  readonly size: number;
  readonly damage: Damage | undefined;
}

/** Decompresses a gzip or zstd file without keeping it; undefined where it is gone by now. */
export async function compressedLife(
  path: string,
  compression: Packed,
  files: readonly KnownFile[],
): Promise<CompressedLife | undefined> {
  const whole = await bytesOf(path, compression, 0, headBytesMax);
  if (whole === undefined) return undefined;
  const { bytes: head, size, damage } = whole;
  if (size === 0) return { known: emptyIn(path, files), size, damage }; // What begins like it is any file.
  const alike = files.filter((file) => file.head.length > 0 && beginsAlike(file.head, head));
  for (const known of alike.filter(({ offset }) => offset <= size))
    if (await holdsWindow(path, compression, known)) return { known, size, damage };
  // It holds less than was read of the file, or what follows the beginning is another file's.
  return { known: alike.find(({ offset }) => offset > size), size, damage };
}

function emptyIn(path: string, files: readonly KnownFile[]): KnownFile | undefined {
  const found = lookAt(path);
  return files.find(
    ({ device, inode, offset }) => device === found?.device && inode === found.inode && offset === 0,
  );
}

type Packed = 'gzip' | 'zstd';

async function holdsWindow(path: string, compression: Packed, { window }: KnownFile): Promise<boolean> {
  if (window === undefined) return true;
  const read = await bytesOf(path, compression, window.offset, window.length);
  return read !== undefined && windowHolds(window, read.bytes);
}

/** Some bytes of the text, and the size of all of it that can be decompressed. */
async function bytesOf(path: string, compression: Packed, offset: number, length: number) {
  const found = lookAt(path);
  if (found === undefined) return undefined;
  const file = await openDiskFile(found);
  try {
    const text = decompress(file, compression);
    const pieces: Buffer[] = [];
    let size = 0;
    for (;;) {
      const next = await text.next();
      if (next.done === true) return { bytes: Buffer.concat(pieces), size, damage: next.value };
      const piece = next.value.subarray(Math.max(0, offset - size), Math.max(0, offset + length - size));
      if (piece.length > 0) pieces.push(Buffer.from(piece));
      size += next.value.length;
    }
  } finally {
    await file.close();
  }
}
