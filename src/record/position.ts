/** The last bytes before an offset: shows that a file still holds what was read of it. */
export interface TailWindow {
  /** Of its first byte in the file. */
  readonly offset: number;
  readonly length: number;
  readonly hash: string;
}

/** How far a file was shipped: every byte before `offset` has been acknowledged. */
export interface Position {
  readonly generation: string;
  /** First byte that is not acknowledged yet. */
  readonly offset: number;
  /** Time of the last line before `offset` that had one of its own, ms UTC. Untimed lines after it take it over. */
  readonly lastTimedMs?: number;
  /** To be checked before reading goes on at `offset`; it may end before that. */
  readonly window?: TailWindow;
}

/** When the bytes of [offset, until) were first seen, for files whose lines tell no time. */
export interface SeenMarker {
  readonly offset: number;
  readonly until: number;
  readonly timeMs: number;
  /** A line, or an event of several, was cut at `until`, for what follows did not come: a re-read cuts there too. */
  readonly isCut?: true;
}

/** The first bytes of a file, as far as they were there when looked at: tells a file from its successor. */
export interface HeadFingerprint {
  readonly length: number;
  readonly hash: string;
}

/** One life of a file, as the position store remembers it over restarts. */
export interface KnownFile extends Position {
  readonly path: string;
  /** Where it stands, where the path leads to it by a link. */
  readonly realPath?: string;
  /** Index of the configured input that found it. */
  readonly input: number;
  /** Decimal, as is the inode: some file systems count beyond what a double holds exactly. */
  readonly device: string;
  readonly inode: string;
  readonly head: HeadFingerprint;
  readonly markers: readonly SeenMarker[];
  /** When it was seen under another name than the one it was written under, ms UTC. */
  readonly rotatedAtMs?: number;
  /** The format that was chosen by its first line: a restart in the middle of the file must not choose another. */
  readonly format?: string;
  /** Bytes of text that stood in it when an agent that left some of them behind stopped. */
  readonly sizeSeen?: number;
  /**
   * Of a compressed file that was there before its input was, and is not to be read: bytes on the disk. Another file in
   * its inode has another size.
   */
  readonly skippedBytes?: number;
}

/** What is new about a file; what is not mentioned stays. Null: it is under its old name again. */
export interface FileChange
  extends Partial<
      Pick<
        KnownFile,
        | 'path'
        | 'realPath'
        | 'input'
        | 'device'
        | 'inode'
        | 'head'
        | 'format'
        | 'window'
        | 'sizeSeen'
        | 'skippedBytes'
      >
    >,
    Pick<KnownFile, 'generation'> {
  readonly rotatedAtMs?: number | null;
}

/**
 * Remembers files and positions. What `add`, `mark` and `rememberInput` were given is on the disk when they return;
 * where that cannot be, they throw an error that `isNotWritten` knows, and have done nothing: what depends on it must
 * not be sent, and the call may be repeated. The other calls never fail: what the disk does not take now waits in
 * memory for the next call, and a crash until then costs repeats that are recognised by their ids.
 */
export interface PositionStore {
  files(): readonly KnownFile[];
  /**
   * The inputs that were looked at in an earlier run or since. Undefined where damage, or the step from an older
   * version, leaves that open: then each of them counts as looked at, so that none begins at the end of its files.
   */
  inputs(): readonly string[] | undefined;
  /** An input, by a stable key of its configuration: from now on, what appears is read from its beginning. */
  rememberInput(key: string): void;
  /** Mints generations: must be called before the first byte of a file is sent. All of them are added, or none. */
  add(files: readonly KnownFile[]): void;
  /** A file that moved, grew its head or is found by another input: what is new about it is told. */
  update(change: FileChange): void;
  /**
   * Journals when bytes were first seen: must be called before they are sent. Takes the place of earlier markers, but
   * for those of bytes that are not acknowledged and stand before the first one given.
   */
  mark(generation: string, markers: readonly SeenMarker[]): void;
  /** Of two positions of one file the later counts. */
  commit(positions: readonly Position[]): void;
  /** Forgets files that are gone and wholly shipped. */
  forget(generations: readonly string[]): void;
  /**
   * From now on what `update` and `forget` are given waits in memory for `flush`, or for the next call that writes: when
   * thousands of files rotate at once, each waits for the disk else. A crash in between costs repeats.
   */
  gather(): void;
  flush(): void;
  close(): void;
}

/** What the error of a PositionStore has as its `code` when the disk did not take what must be on it first. */
export const notWritten = 'notWritten';

/** Whether to wait and call again: the disk is full, or fails. */
export function isNotWritten(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === notWritten;
}
