/**
 * Whole lines of one file, as they stand there. Stages hand on chunks, never single lines: an async generator
 * carries 0.6 million items a second one by one, 26 million in chunks of 500. The bytes are those of a buffer that
 * is used again: they are valid until the next chunk is asked for.
 */
export interface LineChunk {
  readonly file: ChunkFile;
  /** Offset in the file of `bytes[0]`. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** Ends of the lines in `bytes`, each after its newline; ascending. The last is the end of the chunk. */
  readonly lineEnds: readonly number[];
  /** Set where the first line is a part of one longer than the limit. */
  readonly part?: LinePart;
  /**
   * Set where the chunk ends within a line that was waited for long enough. The place is to be journalled before
   * anything of the chunk is sent (as the end of a marker), so that a re-read cuts alike.
   */
  readonly isCut?: true;
}

export interface LinePart {
  /** Counts from 0 within the line. */
  readonly index: number;
  /** Offset in the file where the line starts. A position never stands inside a line, so that it is cut alike again. */
  readonly lineStart: number;
  /** Whether the line ends with this part. */
  readonly last: boolean;
}

/** What the later steps need to know of the file a chunk came from. */
export interface ChunkFile {
  readonly generation: string;
  /** Empty where the bytes were received: they stand in no file of the host's. */
  readonly path: string;
  /** Index into the configured inputs. */
  readonly input: number;
  /** The file's first line after its header, cut at {@link firstLineBytesMax}: what the format `auto` decides by, and by */
  readonly firstLine: string;
  /** the whole lines after it, within the same bytes, as far as they were there when the file was opened. */
  readonly nextLines?: readonly string[];
  /** The last line of the header that is left out, where there is one: it may name the columns. */
  readonly headerLine?: string;
  /** How the bytes are text; UTF-8 where nothing is said. */
  readonly encoding?: Encoding;
}

/** What the bytes of a log may be. With `utf-8` a byte order mark of UTF-16 at the beginning of a file decides. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'latin1'] as const;
export type Encoding = (typeof encodings)[number];

/** Enough for any access log line that a format is told by. */
export const firstLineBytesMax = 16_384;
