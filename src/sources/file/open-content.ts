import type { BigIntStats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { CompressedContent } from './compressed-content.ts';
import { type Compression, compressionOf, magicBytesMax } from './compression.ts';
import type { Content, ContentStatus } from './content.ts';
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
export async function openContent({ path, device, inode }: FoundFile): Promise<Opened | undefined> {
  const handle = await open(path, 'r');
  try {
    const found = foundFile(path, await handle.stat({ bigint: true }));
    if (fileKey(found) === fileKey({ device, inode })) {
      const compression = await sniff(handle);
      const isOfUse = compression === 'gzip' || compression === 'zstd';
      const content = isOfUse
        ? new CompressedContent(handle, compression)
        : new PlainContent(handle, compression);
      const textBytesTold = compression === 'gzip' ? await readTrailer(handle, found.size) : undefined;
      return { content, found, textBytesTold };
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

async function sniff(handle: FileHandle): Promise<Compression | undefined> {
  const magic = Buffer.alloc(magicBytesMax);
  const { bytesRead } = await handle.read(magic, 0, magic.length, 0);
  return compressionOf(magic.subarray(0, bytesRead));
}

async function readTrailer(handle: FileHandle, size: number): Promise<number | undefined> {
  const trailer = Buffer.alloc(4);
  const { bytesRead } = await handle.read(trailer, 0, trailer.length, Math.max(0, size - trailer.length));
  return bytesRead === trailer.length ? trailer.readUInt32LE() : undefined;
}

class PlainContent implements Content {
  readonly compression: Compression | undefined;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle, compression: Compression | undefined) {
    this.#handle = handle;
    this.compression = compression;
  }

  async status(): Promise<ContentStatus> {
    return statusOf(await this.#handle.stat({ bigint: true }));
  }

  async skipTo(): Promise<boolean> {
    return true;
  }

  async read(buffer: Buffer, length: number, offset: number): Promise<number> {
    return (await this.#handle.read(buffer, 0, length, offset)).bytesRead;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

function statusOf({ size, mtimeNs, nlink }: BigIntStats): ContentStatus {
  return { size: Number(size), modifiedNs: mtimeNs, isDeleted: nlink === 0n };
}
