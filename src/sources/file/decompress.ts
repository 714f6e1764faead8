import type { FileHandle } from 'node:fs/promises';
import { Readable, type Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress, zstdDecompressSync } from 'node:zlib';
import { type FramePart, ZstdFrames } from './zstd-frames.ts';

/** Bytes read from the disk at once. */
const diskBytes = 64 * 1_024;

/** Frames of so few bytes of text are decompressed at once: a stream for each would take ten times as long. */
const smallFrameBytesMax = 1_024 * 1_024;

/**
 * The text of a gzip or zstd file, in pieces, of all its members or frames. Ends where the file ends, be it in the
 * middle of the stream; throws an error of node:zlib where it is damaged.
 */
export function decompress(handle: FileHandle, compression: 'gzip' | 'zstd'): AsyncGenerator<Buffer> {
  const disk = diskPieces(handle);
  return compression === 'zstd' ? decompressFrames(disk) : through(createUncut.gzip(), disk);
}

/** Without these options the last piece of a stream that is cut off is an error instead of its text. */
const createUncut = {
  gzip: () => createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }),
  zstd: () => createZstdDecompress({ finishFlush: constants.ZSTD_e_flush }),
};

async function* decompressFrames(disk: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const parts = partsOf(disk);
  for (;;) {
    const { value: first } = await parts.next();
    if (first === undefined) return;
    const text = first.endsFrame ? smallFrame(first.bytes) : undefined;
    if (text === undefined) yield* through(createUncut.zstd(), frame(first, parts));
    else if (text.length > 0) yield text;
  }
}

async function* partsOf(disk: AsyncIterable<Buffer>): AsyncGenerator<FramePart, undefined> {
  const frames = new ZstdFrames();
  for await (const piece of disk) yield* frames.split(piece);
}

async function* frame(first: FramePart, parts: AsyncGenerator<FramePart, undefined>): AsyncGenerator<Buffer> {
  for (let part: FramePart | undefined = first; part !== undefined; ) {
    yield part.bytes;
    part = part.endsFrame ? undefined : (await parts.next()).value;
  }
}

/** Undefined where it is large, or damaged: what can be had of it is to be read piece by piece. */
function smallFrame(bytes: Buffer): Buffer | undefined {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: smallFrameBytesMax });
  } catch {
    return undefined;
  }
}

async function* through(transform: Transform, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const readable = Readable.from(source, { objectMode: false, highWaterMark: diskBytes });
  readable.on('error', (error) => transform.destroy(error));
  transform.on('error', () => {}); // One that comes after the last piece was taken has nobody to hear it.
  try {
    yield* readable.pipe(transform);
  } finally {
    readable.destroy();
  }
}

async function* diskPieces(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const piece = Buffer.allocUnsafe(diskBytes);
    const { bytesRead } = await handle.read(piece, 0, piece.length, at);
    if (bytesRead === 0) return;
    yield piece.subarray(0, bytesRead);
    at += bytesRead;
  }
}
