import type { FieldValue } from './event.ts';

/** The events of a chunk as MessagePack maps, one behind the other. Valid until the next chunk is encoded. */
export interface EncodedEvents {
  readonly generation: string;
  /** What all of them share beside their own: it stands once in a block. The same object for the same file. */
  readonly fields: { readonly [field: string]: FieldValue };
  readonly bytes: Uint8Array;
  /** End of each event in `bytes`. */
  readonly ends: readonly number[];
  /** Offset in the file after each event's line: where a position may stand once the event is safe. */
  readonly endOffsets: readonly number[];
  /** Time of the last timed line up to each event; what a position needs to give untimed lines their time. */
  readonly lastTimedMs: readonly (number | undefined)[];
}
