/** So that a buffer fits the next one to ask, who needs a little more. */
const roundedToBytes = 256 * 1024;

/**
 * Buffers that are used again. V8 counts their memory as garbage to come: an agent that makes a new one for each block
 * has its whole heap marked ten times a second.
 */
export class BufferPool {
  readonly #free: Buffer[] = [];
  readonly #buffersMax: number;
  readonly #bytesMax: number;

  /** Keeps so many buffers, none larger than that. */
  constructor(buffersMax: number, bytesMax: number) {
    this.#buffersMax = buffersMax;
    this.#bytesMax = bytesMax;
  }

  /** A buffer of at least this many bytes, with anything in it. */
  take(bytes: number): Buffer {
    const index = this.#free.findLastIndex(({ length }) => length >= bytes);
    const [buffer] = index === -1 ? [] : this.#free.splice(index, 1);
    return buffer ?? Buffer.allocUnsafeSlow(Math.ceil(bytes / roundedToBytes) * roundedToBytes);
  }

  /** Takes a buffer back, or a part from its beginning. Nobody may look at it any more. */
  give(part: Buffer): void {
    const buffer = Buffer.from(part.buffer);
    if (buffer.length > this.#bytesMax) return;
    if (this.#free.length >= this.#buffersMax) this.#free.shift();
    this.#free.push(buffer);
  }
}
