import { createReadStream } from 'node:fs';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { KnownFile } from '../record/position.ts';
import { beginsAlike, headBytesMax, windowHolds } from '../sources/file/identity.ts';

/** The life that a compressed copy holds, by its first bytes, and how many bytes it holds before compression. */
export interface CompressedLife {
  readonly known: KnownFile | undefined;
  readonly size: number;
}

/** Decompresses a gzip or zstd file without keeping it; undefined for another kind, or a damaged one. */
export async function compressedLife(
  path: string,
  compression: Packed,
  files: readonly KnownFile[],
): Promise<CompressedLife | undefined> {
  const whole = await bytesOf(path, compression, 0, headBytesMax);
  if (whole === undefined) return undefined;
  const { bytes: head, size } = whole;
  const alike = files.filter((file) => file.head.length > 0 && beginsAlike(file.head, head));
  for (const known of alike.filter(({ offset }) => offset <= size))
    if (await holdsWindow(path, compression, known)) return { known, size };
  // It holds less than was read of the file, or what follows the beginning is another file's.
  return { known: alike.find(({ offset }) => offset > size), size };
}

type Packed = 'gzip' | 'zstd';

async function holdsWindow(path: string, compression: Packed, { window }: KnownFile): Promise<boolean> {
  if (window === undefined) return true;
  const read = await bytesOf(path, compression, window.offset, window.length);
  return read !== undefined && windowHolds(window, read.bytes);
}

/** Some bytes of the text, and the size of all of it; undefined where it cannot be decompressed. */
async function bytesOf(path: string, compression: Packed, offset: number, length: number) {
  const unpacked = createReadStream(path).pipe(
    compression === 'gzip' ? createGunzip() : createZstdDecompress(),
  );
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      const piece = chunk.subarray(Math.max(0, offset - size), Math.max(0, offset + length - size));
      if (piece.length > 0) pieces.push(Buffer.from(piece));
      size += chunk.length;
    }
  } catch {
    return undefined;
  }
  return { bytes: Buffer.concat(pieces), size };
}
