import type { Transform } from 'node:stream';

/** A decompressor of node:zlib; how many bytes it has taken is known. */
export type Decompressor = Transform & { readonly bytesWritten: number };

/** A stream does not go on as its format says: at a byte of the file, or `isCut`, because the file ends there. */
export class BrokenStream extends Error {
  override readonly name = 'BrokenStream';
  readonly at: number;
  readonly isCut: boolean;

  constructor(at: number, isCut: boolean) {
    super(isCut ? `it ends in the middle, after ${at} bytes` : `it is damaged at byte ${at}`);
    this.at = at;
    this.isCut = isCut;
  }
}

/**
 * Feeds a decompressor piece by piece, and hands on all that it makes: what it made before it failed, too, which an
 * iteration over the stream drops. The source begins at byte `from` of the file.
 */
export async function* inflate(
  decompressor: Decompressor,
  source: AsyncIterable<Buffer>,
  from = 0,
): AsyncGenerator<Buffer> {
  const run = new Run(decompressor);
  try {
    for await (const piece of source) {
      run.write(piece);
      yield* run.made();
      if (run.isOver) break; // What follows is no part of the stream.
    }
    run.end();
    yield* run.made();
  } catch (error) {
    if (!isOfTheFormat(error)) throw error;
    throw new BrokenStream(from + decompressor.bytesWritten, error.code === 'Z_BUF_ERROR');
  } finally {
    decompressor.destroy();
  }
}

class Run {
  isOver = false;
  readonly #decompressor: Decompressor;
  #isTaken = true;
  #isEnding = false;
  #error: Error | undefined;
  #wake = () => {};

  constructor(decompressor: Decompressor) {
    this.#decompressor = decompressor;
    decompressor.on('readable', () => this.#wake());
    decompressor.on('end', () => {
      this.isOver = true;
      this.#wake();
    });
    decompressor.on('error', (error) => {
      this.#error = error;
      this.#wake();
    });
  }

  write(piece: Buffer): void {
    this.#isTaken = false;
    this.#decompressor.write(piece, () => {
      this.#isTaken = true;
      this.#wake();
    });
  }

  end(): void {
    this.#isEnding = true;
    if (!this.isOver) this.#decompressor.end();
  }

  /** What it makes of what was written until now. */
  async *made(): AsyncGenerator<Buffer> {
    for (;;) {
      const made: Buffer | null = this.#decompressor.read();
      if (made !== null) yield made;
      else if (this.#error !== undefined) throw this.#error;
      else if (this.isOver || (this.#isTaken && !this.#isEnding)) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}

function isOfTheFormat(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && /^(Z_|ZSTD_)/.test(String(error.code));
}
