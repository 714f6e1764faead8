import type { Compression } from './compression.ts';
import type { Damage } from './decompress.ts';

/** What a look at an open file shows. */
export interface ContentStatus {
  /** Bytes of text; infinite while the end of a compressed file was not reached. */
  readonly size: number;
  readonly modifiedNs: bigint;
  /** Whether the file has no name left. */
  readonly isDeleted: boolean;
}

/** The text of an open file: its bytes as they stand, or decompressed. Offsets are those of the text. */
export interface Content {
  readonly compression: Compression | undefined;
  /** Why the text of a compressed file ends before the file does; known once its end was reached. */
  readonly damage?: Damage | undefined;
  status(): Promise<ContentStatus>;
  /** Brings what stands before `offset` behind it, a bounded number of bytes a call; false where there is more to do. */
  skipTo(offset: number): Promise<boolean>;
  /** Fills `buffer` with up to `length` bytes from `offset` on; fewer only at the end. */
  read(buffer: Buffer, length: number, offset: number): Promise<number>;
  close(): Promise<void>;
}
