import type { Source } from '../../flow/seams.ts';
import type { LineChunk } from '../../record/chunk.ts';
import { FileLives, type Life } from './lives.ts';
import type { FileReader } from './reader.ts';
import type { FileSourceOptions } from './source-options.ts';

/** A file whose name was taken by another one is read on this long after its last new line, ms. */
const rotatedQuietMs = 60_000;

/**
 * Follows the files of all inputs. Yields chunks of whole lines, a bounded number of bytes a file and turn, and
 * `undefined` when there was nothing to read.
 */
export class FileSource implements Source<LineChunk | undefined> {
  readonly #options: FileSourceOptions;
  readonly #lives: FileLives;
  readonly #buffer: Buffer;

  constructor(options: FileSourceOptions) {
    this.#options = options;
    this.#lives = new FileLives(options);
    this.#buffer = Buffer.allocUnsafe(Math.max(...options.inputs.map((input) => input.lineBytesMax)));
  }

  async *read(signal: AbortSignal): AsyncGenerator<LineChunk | undefined> {
    const { clock, inputs } = this.#options;
    const discoverDelayMs = Math.min(...inputs.map((input) => input.discoverDelayMs));
    const pollDelayMs = Math.min(...inputs.map((input) => input.pollDelayMs));
    let discoveredMs = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      // A clock that was set back must not hold up the next look until the old time comes again.
      if (Math.abs(clock.nowMs() - discoveredMs) >= discoverDelayMs) {
        discoveredMs = clock.nowMs();
        await this.#lives.discover();
      }
      let chunks = 0;
      for (const [life, reader] of this.#lives.readersByAge()) {
        const chunk = await this.#turn(life, reader);
        if (chunk === undefined) continue;
        chunks += 1;
        yield chunk;
        if (signal.aborted) return;
      }
      if (chunks > 0) continue;
      yield undefined;
      await clock.sleep(pollDelayMs, signal);
    }
  }

  close(): Promise<void> {
    return this.#lives.close();
  }

  async #turn(life: Life, reader: FileReader): Promise<LineChunk | undefined> {
    const { events, clock } = this.#options;
    try {
      const look = await reader.look(this.#buffer);
      if (look.kind === 'chunk') {
        life.lastReadMs = clock.nowMs();
        return look.chunk;
      }
      if (look.kind === 'nothing') return await this.#endOfFile(life, reader);
      events.fileTruncated(life.known.path, reader.offset);
      await this.#lives.end(life, reader); // Found again at the next discovery, as a new life.
    } catch (error) {
      this.#lives.unreadable(life.known.path, error);
    }
    return undefined;
  }

  /** A rotated file is let go when it has been quiet for a while; its last line may lack its newline. */
  async #endOfFile(life: Life, reader: FileReader): Promise<LineChunk | undefined> {
    const nowMs = this.#options.clock.nowMs();
    if (life.rotatedAtMs === undefined) return undefined;
    if (nowMs - Math.max(life.lastReadMs, life.rotatedAtMs) < rotatedQuietMs) return undefined;
    const rest = await reader.takeRest(this.#buffer);
    if (rest !== undefined) {
      life.lastReadMs = nowMs;
      return rest;
    }
    if (await reader.isDeleted()) await this.#lives.end(life, reader);
    else await this.#lives.rest(life, reader);
    return undefined;
  }
}
