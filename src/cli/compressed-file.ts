import { createReadStream } from 'node:fs';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { KnownFile } from '../record/position.ts';
import { fingerprint, headBytesMax } from '../sources/file/identity.ts';

/** The life that a compressed copy holds, by its first bytes, and how many bytes it holds before compression. */
export interface CompressedLife {
  readonly known: KnownFile | undefined;
  readonly size: number;
}

/** Decompresses a gzip or zstd file without keeping it; undefined for another kind, or a damaged one. */
export async function compressedLife(
  path: string,
  compression: 'gzip' | 'zstd',
  files: readonly KnownFile[],
): Promise<CompressedLife | undefined> {
  const unpacked = createReadStream(path).pipe(
    compression === 'gzip' ? createGunzip() : createZstdDecompress(),
  );
  let head = Buffer.alloc(0);
  let size = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      if (head.length < headBytesMax)
        head = Buffer.concat([head, chunk.subarray(0, headBytesMax - head.length)]);
      size += chunk.length;
    }
  } catch {
    return undefined;
  }
  const known = files.find(
    (file) => file.head.length > 0 && fingerprint(head, file.head.length).hash === file.head.hash,
  );
  return { known, size };
}
