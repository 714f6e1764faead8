import type { Exchange } from './exchange.ts';
import { httpLimits } from './limits.ts';
import { ClientGone, Refusal } from './refusal.ts';
import type { Room } from './room.ts';

/**
 * Receives a body while it holds room for it, and gives it to `use`. Throws Refusal (413) where it is larger than
 * `bytesMax`, ClientGone, and what `use` throws.
 */
export async function withBody<T>(
  exchange: Exchange,
  room: Room,
  bytesMax: number,
  use: (body: Buffer) => T,
): Promise<T> {
  const deadline = setTimeout(() => exchange.reset(), httpLimits.bodyMsMax);
  const claimed = Number(exchange.headers['content-length'] ?? bytesMax);
  const taken = await room.take(claimed > bytesMax ? 0 : claimed);
  try {
    return use(await receive(exchange, bytesMax));
  } finally {
    clearTimeout(deadline);
    room.give(taken);
  }
}

/** `data` events, not `for await`: that would destroy an HTTP/2 stream, which is answer and request in one. */
function receive({ body, reset }: Exchange, bytesMax: number): Promise<Buffer> {
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
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes));
    });
    const gone = () => reject(new ClientGone());
    body.once('error', gone);
    body.once('close', gone);
    if (body.destroyed) gone();
  });
}

function tooLarge(bytes: number, bytesMax: number): Refusal {
  const message = `The request has ${bytes} bytes, at most ${bytesMax} are taken: send fewer records at once.`;
  return new Refusal('RequestEntityTooLargeException', message, 413);
}
