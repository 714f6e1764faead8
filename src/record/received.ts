import type { FieldValue } from './event.ts';

/** One message of an input that cannot be read again. */
export interface Received {
  /** Which input took it: a key that stays the same over restarts. */
  readonly input: string;
  /** When it came, ms UTC: the time of a message that tells none. */
  readonly receivedMs: number;
  /** When it happened, where its sender says so beside the text, ms UTC. */
  readonly timeMs?: number;
  /** The text that the input's format reads. */
  readonly line: Uint8Array;
  /** What its sender, or the way it came, says beside the text; by names of event fields. */
  readonly fields?: { readonly [field: string]: FieldValue };
  /** Set where the text is a part of one longer than the limit; counts from 0. */
  readonly part?: number;
  /** Where to go on reading behind it, for an input that can be asked. */
  readonly cursor?: string;
}

/** A message as it stands in the spool: a place there is what a place in a file is. */
export interface SpooledMessage extends Received {
  /** Of its first byte in the segment. */
  readonly offset: number;
  /** Where a position may stand once it is safe. */
  readonly end: number;
}

/** Messages that stand one behind the other in a segment. */
export interface SpooledChunk {
  /** The segment; its path is that of the spool, as that of a segment says nothing to people. */
  readonly file: { readonly generation: string; readonly path: string };
  /** Bytes of the segment that they stand in: [offset, end). */
  readonly offset: number;
  readonly end: number;
  readonly messages: readonly SpooledMessage[];
}
