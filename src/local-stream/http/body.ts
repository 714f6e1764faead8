import type { BodyPlace, BodyRoom } from './body-room.ts';
import type { Exchange } from './exchange.ts';
import { httpLimits } from './limits.ts';
import { ClientGone, Refusal } from './refusal.ts';

/**
 * Bodies up to this size are put together in the same memory, as one is read at a time: new memory for each would be
 * what a busy server mostly spends its time and memory on.
 */
const scratch = Buffer.allocUnsafeSlow(1024 * 1024);

/**
 * Receives a body, as there is room for it, and gives it to `use`, which must not keep it. Throws Refusal (413) where
 * it is larger than `bytesMax`, ClientGone, and what `use` throws.
 */
export async function withBody<T>(
  exchange: Exchange,
  room: BodyRoom,
  bytesMax: number,
  use: (body: Buffer) => T,
): Promise<T> {
  const deadline = setTimeout(() => exchange.reset(), httpLimits.bodyMsMax);
  const place = room.enter();
  try {
    const chunks = await new Reception(exchange, place, bytesMax).ended();
    return use(joined(chunks));
  } finally {
    clearTimeout(deadline);
    place.leave();
  }
}

/**
 * A body on its way, by `data` events: `for await` would destroy an HTTP/2 stream, which is answer and request in one.
 */
class Reception {
  readonly #exchange: Exchange;
  readonly #place: BodyPlace;
  readonly #bytesMax: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #isKept: boolean;
  #stall: NodeJS.Timeout | undefined;

  constructor(exchange: Exchange, place: BodyPlace, bytesMax: number) {
    this.#exchange = exchange;
    this.#place = place;
    this.#bytesMax = bytesMax;
    // Where its sender says that it is too large, it is only read to be thrown away.
    this.#isKept = !(Number(exchange.headers['content-length']) > bytesMax);
  }

  /** Throws ClientGone, and Refusal. */
  async ended(): Promise<readonly Buffer[]> {
    this.#stall = setTimeout(() => this.#exchange.reset(), httpLimits.bodyStallMsMax);
    try {
      await this.#received();
    } finally {
      clearTimeout(this.#stall);
    }
    if (this.#bytes > this.#bytesMax) throw tooLarge(this.#bytes, this.#bytesMax);
    return this.#chunks;
  }

  #received(): Promise<void> {
    const { body } = this.#exchange;
    return new Promise((resolve, reject) => {
      const gone = () => reject(new ClientGone());
      body.on('data', (chunk: Buffer) => this.#take(chunk));
      body.once('end', resolve).once('error', gone).once('close', gone);
      if (body.destroyed) gone();
    });
  }

  #take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (!this.#place.isLastForLong) this.#stall?.refresh();
    if (this.#bytes > this.#bytesMax) this.#throwAway();
    if (!this.#isKept) return;
    this.#chunks.push(chunk);
    if (!this.#place.grow(this.#bytes)) this.#wait();
  }

  #throwAway(): void {
    this.#isKept = false;
    this.#chunks.length = 0;
    this.#place.leave();
    if (this.#bytes > httpLimits.refusedBodyBytesMax) this.#exchange.reset();
  }

  /** Nothing more is read until there is room: that the client sends nothing meanwhile is not its fault. */
  #wait(): void {
    this.#exchange.body.pause();
    clearTimeout(this.#stall);
    this.#place.onRoom = () => {
      this.#stall = setTimeout(this.#exchange.reset, httpLimits.bodyStallMsMax);
      this.#exchange.body.resume();
    };
  }
}

function joined(chunks: readonly Buffer[]): Buffer {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  if (bytes > scratch.length) return Buffer.concat(chunks, bytes);
  let at = 0;
  for (const chunk of chunks) at += chunk.copy(scratch, at);
  return scratch.subarray(0, bytes);
}

function tooLarge(bytes: number, bytesMax: number): Refusal {
  const message = `The request has ${bytes} bytes, at most ${bytesMax} are taken: send fewer records at once.`;
  return new Refusal('RequestEntityTooLargeException', message, 413);
}
