import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What could not be delivered, with all that is needed to understand it and to send it again. */
export interface DeadLetter {
  /** Short and stable: `mapper_parsing_exception`, `undecodable`, `record_too_large`. */
  readonly code: string;
  readonly reason: string;
  /** Where it came from: stream, shard and sequence number, or the file's positions. */
  readonly origin: { readonly [name: string]: unknown };
  /** The document as it would have been written, where there was one. */
  readonly document?: { readonly index: string; readonly id: string; readonly source: string };
  /** The bytes as they came, where they could not be decoded. */
  readonly data?: Uint8Array;
}

/** Appends dead letters to a file, one JSON object a line; each is on the disk when `write` resolves. */
export class DeadLetterFile {
  readonly path: string;
  #handle: FileHandle | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  write(letter: DeadLetter, nowMs: number): Promise<void> {
    return this.writeAll([letter], nowMs);
  }

  /** Several at the cost of one. */
  writeAll(letters: readonly DeadLetter[], nowMs: number): Promise<void> {
    const lines = letters.map((letter) => `${lineOf(letter, nowMs)}\n`).join('');
    // One after the other: two lines must never run into each other.
    const written = this.#last.then(() => this.#append(lines));
    this.#last = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#handle?.close();
  }

  async #append(line: string): Promise<void> {
    const handle = this.#handle ?? (await this.#open());
    this.#handle = undefined; // After a failure it is opened, and mended, anew.
    try {
      await handle.appendFile(line);
      await handle.datasync();
    } catch (error) {
      await handle.close();
      throw error;
    }
    this.#handle = handle;
  }

  async #open(): Promise<FileHandle> {
    await mkdir(dirname(this.path), { recursive: true });
    // Log lines may hold what not everybody on the host should read.
    const handle = await open(this.path, 'a+', 0o640);
    // A crash or a full disk may have left half a line: it must not swallow the next one.
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    if (bytesRead > 0 && buffer[0] !== 0x0a) await handle.appendFile('\n');
    return handle;
  }
}

function lineOf({ data, ...rest }: DeadLetter, nowMs: number): string {
  return JSON.stringify({
    '@timestamp': new Date(nowMs).toISOString(),
    ...rest,
    ...(data !== undefined && { dataBase64: Buffer.from(data).toString('base64') }),
  });
}
