import type { MessagePackWriter } from '../../wire/message-pack.ts';

/** The bytes that a line stands in, and a view over the same. */
export interface LineBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Whether all of them are UTF-8. */
  readonly isUtf8: boolean;
}

/** What is known of a line once its fields are written. */
export interface WrittenLine {
  /** Fields that were written. */
  readonly count: number;
  /** The time that the line tells, ms UTC; undefined where it tells none. */
  readonly timeMs: number | undefined;
}

/**
 * Reads a line of a chunk and writes its fields straight into a block: names and values, without the map's header, and
 * without a string or an object on the way. False where the line is none of the plain ones that it is made for: what it
 * wrote is to be taken back then, and the format's {@link Parser} asked, whose fields these must equal.
 */
export interface ByteParser extends WrittenLine {
  /** `end` is that of the text, before its newline. */
  write(line: LineBytes, start: number, end: number, out: MessagePackWriter): boolean;
}
