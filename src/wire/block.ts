import type { Event, FieldValue } from '../record/event.ts';
import { MessagePackWriter } from './message-pack.ts';

/** Key of the map that opens a block, and may stand again in it: `{"@block": {id, fields}}`. */
export const blockHeaderKey = '@block';

/** What holds for all events of a block, up to the next header. */
export interface BlockHeader {
  /** Stable over retries: a reader of the live stream can skip a block it has seen. */
  readonly id: string;
  /** Fields that are the same for all its events; readers merge them. */
  readonly fields: { readonly [field: string]: FieldValue };
}

const noFields: BlockHeader['fields'] = {};

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
  readonly #header: BlockHeader;
  /** Beside those of the header; for the events that come next. */
  #sharedFields: BlockHeader['fields'] = noFields;
  #events = 0;
  #headerStart = 0;
  #eventsBeforeHeader = 0;

  /** Begins in a buffer of this many bytes, or in the one given. */
  constructor(header: BlockHeader, room: number | Buffer) {
    this.#writer = new MessagePackWriter(room);
    this.#header = header;
    this.#writeHeader();
  }

  get bytes(): number {
    return this.#writer.length;
  }

  /** What the block is written in: the one it was given, or a larger one. */
  get buffer(): Buffer {
    return this.#writer.buffer;
  }

  get events(): number {
    return this.#events;
  }

  /** An event with all of its fields but the header's. */
  add(event: Event): void {
    this.share(noFields);
    this.#writer.write(event);
    this.#events += 1;
  }

  /** What the next events share beside the header's fields: another header stands before them where that changes. */
  share(fields: BlockHeader['fields']): void {
    if (fields === this.#sharedFields) return;
    this.#sharedFields = fields;
    this.#writeHeader();
  }

  /** Adds events that are MessagePack already. */
  addEncoded(bytes: Uint8Array, events: number): void {
    this.#writer.append(bytes);
    this.#events += events;
  }

  #writeHeader(): void {
    const { id, fields } = this.#header;
    // Between two headers without an event the later one counts, and replaces it.
    if (this.#events === this.#eventsBeforeHeader) this.#writer.cutBack(this.#headerStart);
    this.#headerStart = this.#writer.length;
    this.#eventsBeforeHeader = this.#events;
    this.#writer.write({ [blockHeaderKey]: { id, fields: { ...fields, ...this.#sharedFields } } });
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
