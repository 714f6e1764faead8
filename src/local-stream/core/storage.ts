import type { Catalog } from './catalog.ts';

/** Records that were stored and are damaged or gone. It is that shard's trouble: the others go on. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

/** One record as a shard keeps it. Its sequence number follows from its shard and its number there. */
export interface StoredRecord {
  /** Never earlier than the record's before it in the shard. */
  readonly arrivalMs: number;
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

export interface ReadBounds {
  readonly recordsMax: number;
  /** Of data and partition keys. One record is read whatever its size. */
  readonly bytesMax: number;
  /** Records from this number on are left out. */
  readonly end: number;
}

/** The records of one shard in the order they arrived, numbered from 0 without gaps. All calls may throw DamagedError. */
export interface RecordLog {
  /** The number of the oldest record kept; `end` where none is. */
  readonly start: number;
  /** The number the next record gets. */
  readonly end: number;
  /** What is appended when this returns survives a kill -9 of the process. */
  append(records: readonly StoredRecord[]): void;
  /** Records from `from` on, which is not below `start`. Their data is the caller's to keep. */
  read(from: number, bounds: ReadBounds): StoredRecord[];
  /** The number of the first record that arrived at this time or later; `end` where none did. */
  numberAtTime(timeMs: number): number;
  /** Moves `start` past every record that arrived before this time; their space may be given back later. */
  trim(beforeMs: number): void;
}

/**
 * Where the streams are kept. All of it is synchronous: the core answers one call after another, whole, so that no two
 * calls can interleave, and the same calls at the same times give the same answers.
 */
export interface Storage {
  /** What was last saved; undefined at the very first start. */
  load(): Catalog | undefined;
  /** Replaces what was saved before, wholly or not at all. */
  save(catalog: Catalog): void;
  /** The log of a shard, new and empty where there was none. Opened once. */
  openLog(streamId: string, shardId: string): RecordLog;
  removeLog(streamId: string, shardId: string): void;
  removeStream(streamId: string): void;
}
