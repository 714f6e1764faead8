import type { Exchange } from './exchange.ts';
import { httpLimits } from './limits.ts';
import { ClientGone, Refusal } from './refusal.ts';
import type { Room } from './room.ts';

/**
 * Bodies up to this size are put together in the same memory, as one is read at a time: new memory for each would be
 * what a busy server mostly spends its time and memory on.
 */
const scratch = Buffer.allocUnsafeSlow(1024 * 1024);

/**
 * Receives a body while it holds room for it, and gives it to `use`, which must not keep it. Throws Refusal (413) where it is larger than
 * `bytesMax`, ClientGone, and what `use` throws.
 */
export async function withBody<T>(
  exchange: Exchange,
  room: Room,
  bytesMax: number,
  use: (body: Buffer) => T,
): Promise<T> {
  const deadline = setTimeout(() => exchange.reset(), httpLimits.bodyMsMax);
  const taken = await room.take(claimedBytes(exchange, bytesMax));
  try {
    const chunks = await receive(exchange, bytesMax);
    return use(joined(chunks));
  } finally {
    clearTimeout(deadline);
    room.give(taken);
  }
}

/** `data` events, not `for await`: that would destroy an HTTP/2 stream, which is answer and request in one. */
function receive({ body, reset }: Exchange, bytesMax: number): Promise<readonly Buffer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes > httpLimits.refusedBodyBytesMax) reset();
    });
    body.once('end', () => {
      if (bytes > bytesMax) return reject(tooLarge(bytes, bytesMax));
      resolve(chunks);
    });
    const gone = () => reject(new ClientGone());
    body.once('error', gone);
    body.once('close', gone);
    if (body.destroyed) gone();
  });
}

/** What a body takes, as its sender says; where that is too much, it is only read to be thrown away. */
function claimedBytes({ headers }: Exchange, bytesMax: number): number {
  const claimed = Number(headers['content-length'] ?? bytesMax);
  if (!Number.isSafeInteger(claimed) || claimed < 0) return bytesMax;
  return claimed > bytesMax ? 0 : claimed;
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
