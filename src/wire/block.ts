import { Encoder } from '@msgpack/msgpack';
import type { Event, FieldValue } from '../record/event.ts';

/** Key of the map that may open a block: `{"@block": {id, fields}}`. */
export const blockHeaderKey = '@block';

/** What holds for all events of a block. */
export interface BlockHeader {
  /** Stable over retries: a reader of the live stream can skip a block it has seen. */
  readonly id: string;
  /** Fields that are the same for all its events; readers merge them. */
  readonly fields: { readonly [field: string]: FieldValue };
}

/** Starts small enough for one event and grows; `encodeSharedRef` hands out views of it without copying. */
const encoderBufferBytes = 64 * 1024;
const encoder = new Encoder({ initialBufferSize: encoderBufferBytes, ignoreUndefined: true });

/** One event as one MessagePack map, in a buffer of its own. */
export function encodeEvent(event: Event, fields: BlockHeader['fields'] = {}): Uint8Array {
  return encoder.encode({ ...event, ...fields });
}

/** Gathers events into one uncompressed block: a sequence of MessagePack maps, the first of them the header. */
export class BlockEncoder {
  #buffer: Buffer;
  #length = 0;
  #events = 0;

  constructor(header: BlockHeader, bytesExpected: number) {
    this.#buffer = Buffer.allocUnsafe(bytesExpected);
    this.#append(encoder.encodeSharedRef({ [blockHeaderKey]: header }));
  }

  get bytes(): number {
    return this.#length;
  }

  get events(): number {
    return this.#events;
  }

  add(event: Event): void {
    this.#append(encoder.encodeSharedRef(event));
    this.#events += 1;
  }

  /** The finished block; the encoder must not be used any more. */
  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #append(encoded: Uint8Array): void {
    const needed = this.#length + encoded.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.set(encoded, this.#length);
    this.#length = needed;
  }
}
