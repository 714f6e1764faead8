import type { Event, FieldValue } from '../record/event.ts';
import { MessagePackWriter } from './message-pack.ts';

/** Key of the map that may open a block: `{"@block": {id, fields}}`. */
export const blockHeaderKey = '@block';

/** What holds for all events of a block. */
export interface BlockHeader {
  /** Stable over retries: a reader of the live stream can skip a block it has seen. */
  readonly id: string;
  /** Fields that are the same for all its events; readers merge them. */
  readonly fields: { readonly [field: string]: FieldValue };
}

/** Room for the usual single event; a larger one makes its own. */
const eventBytesExpected = 1_024;

/** One event as one MessagePack map, in a buffer of its own. */
export function encodeEvent(event: Event, fields: BlockHeader['fields'] = {}): Uint8Array {
  const writer = new MessagePackWriter(eventBytesExpected);
  writer.write({ ...fields, ...event });
  return writer.bytes;
}

/** Gathers events into one uncompressed block: a sequence of MessagePack maps, the first of them the header. */
export class BlockEncoder {
  readonly #writer: MessagePackWriter;
  #events = 0;

  constructor({ id, fields }: BlockHeader, bytesExpected: number) {
    this.#writer = new MessagePackWriter(bytesExpected);
    this.#writer.write({ [blockHeaderKey]: { id, fields } });
  }

  get bytes(): number {
    return this.#writer.length;
  }

  get events(): number {
    return this.#events;
  }

  add(event: Event): void {
    this.#writer.write(event);
    this.#events += 1;
  }

  /** Takes back what was added since the block had this many bytes. */
  cutBack(bytes: number): void {
    this.#writer.cutBack(bytes);
    this.#events -= 1;
  }

  /** The finished block; the encoder must not be used any more. */
  finish(): Uint8Array {
    return this.#writer.bytes;
  }
}
