import type { BigIntStats } from 'node:fs';
import { CompressedContent } from './compressed-content.ts';
import { type Compression, compressionOf, magicBytesMax } from './compression.ts';
import type { Content, ContentStatus } from './content.ts';
import { type DiskFile, openDiskFile } from './disk-file.ts';
import { type FoundFile, fileKey, foundFile } from './found-file.ts';

/** What stands under a name was opened. */
export interface Opened {
  readonly content: Content;
  /** As it was when it was opened; sizes are those on the disk. */
  readonly found: FoundFile;
  /** What a gzip file says at its end of the size of its text, modulo 2^32; true of those that one run of gzip made. */
  readonly textBytesTold: number | undefined;
}

/** Opens a file for reading. Undefined where another file has the name by now: it is seen at the next look. */
export async function openContent(expected: FoundFile): Promise<Opened | undefined> {
  const file = await openDiskFile(expected);
  try {
    const found = foundFile(expected.path, await file.stat());
    if (fileKey(found) === fileKey(expected)) {
      const compression = await sniff(file);
      const isOfUse = compression === 'gzip' || compression === 'zstd';
      const content = isOfUse
        ? new CompressedContent(file, compression)
        : new PlainContent(file, compression);
      const textBytesTold = compression === 'gzip' ? await readTrailer(file, found.size) : undefined;
      return { content, found, textBytesTold };
    }
  } catch (error) {
    await file.close().catch(() => {}); // The first error tells more.
    throw error;
  }
  await file.close();
  return undefined;
}

async function sniff(file: DiskFile): Promise<Compression | undefined> {
  const magic = Buffer.alloc(magicBytesMax);
  const bytesRead = await file.read(magic, magic.length, 0);
  return compressionOf(magic.subarray(0, bytesRead));
}

async function readTrailer(file: DiskFile, size: number): Promise<number | undefined> {
  const trailer = Buffer.alloc(4);
  const bytesRead = await file.read(trailer, trailer.length, Math.max(0, size - trailer.length));
  return bytesRead === trailer.length ? trailer.readUInt32LE() : undefined;
}

class PlainContent implements Content {
  readonly compression: Compression | undefined;
  readonly #file: DiskFile;

  constructor(file: DiskFile, compression: Compression | undefined) {
    this.#file = file;
    this.compression = compression;
  }

  async status(): Promise<ContentStatus> {
    return statusOf(await this.#file.stat());
  }

  async skipTo(): Promise<boolean> {
    return true;
  }

  read(buffer: Buffer, length: number, offset: number): Promise<number> {
    return this.#file.read(buffer, length, offset);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function statusOf({ size, mtimeNs, nlink }: BigIntStats): ContentStatus {
  return { size: Number(size), modifiedNs: mtimeNs, isDeleted: nlink === 0n };
}
