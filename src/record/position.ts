/** How far a file was shipped: every byte before `offset` has been acknowledged. */
export interface Position {
  readonly generation: string;
  /** First byte that is not acknowledged yet. */
  readonly offset: number;
  /** Time of the last line before `offset` that had one of its own, ms UTC. Untimed lines after it take it over. */
  readonly lastTimedMs?: number;
}

/** When the bytes of [offset, until) were first seen, for files whose lines tell no time. */
export interface SeenMarker {
  readonly offset: number;
  readonly until: number;
  readonly timeMs: number;
}

/** The first bytes of a file, as far as they were there when looked at: tells a file from its successor. */
export interface HeadFingerprint {
  readonly length: number;
  readonly hash: string;
}

/** One life of a file, as the position store remembers it over restarts. */
export interface KnownFile extends Position {
  readonly path: string;
  /** Index of the configured input that found it. */
  readonly input: number;
  /** Decimal, as is the inode: some file systems count beyond what a double holds exactly. */
  readonly device: string;
  readonly inode: string;
  readonly head: HeadFingerprint;
  readonly markers: readonly SeenMarker[];
}

/** Remembers files and positions. Whatever a method was given is on the disk when it returns. */
export interface PositionStore {
  files(): readonly KnownFile[];
  /** Mints generations: must be called before the first byte of a file is sent. */
  add(files: readonly KnownFile[]): void;
  /** A file that moved, grew its head or is found by another input: these are told anew. */
  update(file: Pick<KnownFile, 'generation' | 'path' | 'input' | 'head'>): void;
  /** Journals when bytes were first seen: must be called before they are sent. */
  mark(generation: string, markers: readonly SeenMarker[]): void;
  commit(positions: readonly Position[]): void;
  /** Forgets files that are gone and wholly shipped. */
  forget(generations: readonly string[]): void;
  close(): void;
}
