import { constants, createGunzip, createZstdDecompress, zstdDecompressSync } from 'node:zlib';
import type { DiskFile } from './disk-file.ts';
import { BrokenStream, inflate } from './inflate.ts';
import { type FramePart, ZstdFrames } from './zstd-frames.ts';

/** Bytes read from the disk at once. */
const diskBytes = 64 * 1_024;

/** Frames of so few bytes of text are decompressed at once: a stream for each would take ten times as long. */
const smallFrameBytesMax = 1_024 * 1_024;

/** Why not all of a file could be decompressed: `at` is the byte on the disk up to which it is good. */
export type Damage = Pick<BrokenStream, 'at' | 'isCut'>;

/**
 * The text of a gzip or zstd file, in pieces, of all its members or frames. Returns the damage where it is cut off or
 * damaged: its text up to that byte was given.
 */
export async function* decompress(
  file: DiskFile,
  compression: 'gzip' | 'zstd',
): AsyncGenerator<Buffer, Damage | undefined> {
  let givenBytes = 0;
  const fineFrom = yield* untilBroken(async function* () {
    for await (const piece of textOf[compression](diskPieces(file), false)) {
      givenBytes += piece.length;
      yield piece;
    }
  });
  if (fineFrom === undefined) return undefined;
  // What the failing call had made already was lost with its error: once more, byte by byte from there on.
  const broken = yield* untilBroken(async function* () {
    let bytes = 0;
    for await (const piece of textOf[compression](diskPieces(file, fineFrom.at), true)) {
      const rest = piece.subarray(Math.min(piece.length, Math.max(0, givenBytes - bytes)));
      bytes += piece.length;
      if (rest.length > 0) yield rest;
    }
  });
  return broken ?? fineFrom;
}

async function* untilBroken(
  text: () => AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer, BrokenStream | undefined> {
  try {
    yield* text();
    return undefined;
  } catch (error) {
    if (error instanceof BrokenStream) return error;
    throw error;
  }
}

/** With `takesCut` the last piece of a stream that is cut off is its text, instead of an error. */
const textOf = {
  gzip: (disk: AsyncIterable<Buffer>, takesCut: boolean) =>
    inflate(createGunzip(takesCut ? { finishFlush: constants.Z_SYNC_FLUSH } : {}), disk),
  zstd: decompressFrames,
};

async function* decompressFrames(disk: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const frames = new ZstdFrames();
  const parts = partsOf(disk, frames);
  for (;;) {
    const { value: first } = await parts.next();
    if (first === undefined) break;
    const text = first.endsFrame ? smallFrame(first.bytes) : undefined;
    if (text === undefined) yield* largeFrame(first, parts);
    else if (text.length > 0) yield text;
  }
  if (!frames.isWhole) throw new BrokenStream(frames.bytes, true);
}

async function* partsOf(
  disk: AsyncIterable<Buffer>,
  frames: ZstdFrames,
): AsyncGenerator<FramePart, undefined> {
  for await (const piece of disk) yield* frames.split(piece);
}

function largeFrame(first: FramePart, parts: AsyncGenerator<FramePart, undefined>): AsyncGenerator<Buffer> {
  // Else the last piece of a frame that is cut off would be an error; that it is one is known by its parts.
  const decompressor = createZstdDecompress({ finishFlush: constants.ZSTD_e_flush });
  return inflate(decompressor, frame(first, parts), first.end - first.bytes.length);
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

/** In pieces of one byte from `fineFrom` on, as many as one piece may hold: there it breaks. */
async function* diskPieces(
  file: DiskFile,
  fineFrom = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer, undefined> {
  for (let at = 0; ; ) {
    const isFine = at >= fineFrom;
    const piece = Buffer.allocUnsafe(Math.min(diskBytes, isFine ? diskBytes : fineFrom - at));
    const bytesRead = await file.read(piece, piece.length, at);
    if (bytesRead === 0) return;
    if (isFine) for (let byte = 0; byte < bytesRead; byte += 1) yield piece.subarray(byte, byte + 1);
    else yield piece.subarray(0, bytesRead);
    at += bytesRead;
  }
}
