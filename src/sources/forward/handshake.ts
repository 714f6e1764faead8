import { createHash, timingSafeEqual } from 'node:crypto';
import { encode } from '@msgpack/msgpack';
import { textOf } from './decode.ts';

/** What we are called in the handshake: a client refuses a server of its own name. */
const serverName = 'kinship';

/** The server's side of the shared key's handshake: HELO, then PING is answered by PONG. */
export class Handshake {
  readonly #sharedKey: string;
  readonly #nonce: Uint8Array;

  constructor(sharedKey: string, nonce: Uint8Array) {
    this.#sharedKey = sharedKey;
    this.#nonce = nonce;
  }

  get helo(): Uint8Array {
    return encode(['HELO', { nonce: this.#nonce, auth: new Uint8Array(), keepalive: true }]);
  }

  /** The answer to what should be a PING, and whether it knows the key. */
  answer(value: unknown): { readonly pong: Uint8Array; readonly isKnown: boolean } {
    const [type, host, salt, digest] = Array.isArray(value) ? (value as readonly unknown[]) : [];
    const isPing = textOf(type) === 'PING' && host instanceof Uint8Array && salt instanceof Uint8Array;
    const isKnown = isPing && isSame(textOf(digest) ?? '', this.#digest(salt, host));
    const pong = isKnown
      ? ['PONG', true, '', serverName, this.#digest(salt, Buffer.from(serverName))]
      : ['PONG', false, 'shared key mismatch', '', ''];
    return { pong: encode(pong), isKnown };
  }

  #digest(salt: Uint8Array, host: Uint8Array): string {
    const hash = createHash('sha512').update(salt).update(host).update(this.#nonce);
    return hash.update(this.#sharedKey).digest('hex');
  }
}

function isSame(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
