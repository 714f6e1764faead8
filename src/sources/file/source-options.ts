import type { Clock } from '../../flow/clock.ts';
import type { PositionStore } from '../../record/position.ts';
import type { FileProgress } from '../../telemetry/file-lag.ts';
import type { Content } from './content.ts';
import type { Damage } from './decompress.ts';
import type { FileInputOptions } from './options.ts';
import type { OwnFiles } from './own-files.ts';

/** What the source has to tell; each is logged and counted in one place. */
export interface FileEvents {
  fileOpened(path: string, offset: number): void;
  fileUnreadable(path: string, error: unknown): void;
  fileSkipped(path: string, reason: string): void;
  /**
   * A compressed file is damaged behind its byte `at`, or cut off there: `textBytes` of text could be decompressed, and
   * `lostBytes` of the file could not.
   */
  fileDamaged(
    path: string,
    damage: Damage & { readonly textBytes: number; readonly lostBytes: number },
  ): void;
  /** It matches, and can be no log. */
  fileRefused(path: string, reason: string): void;
  /** The inputs match what kinship itself writes: it is left out. */
  ownFilesSkipped(place: string): void;
  /** It was cut, or written anew; `offset` bytes of what it held had been read. */
  fileTruncated(path: string, offset: number): void;
  fileRotated(path: string): void;
  /** It is a copy of a file that is read already: not shipped again. */
  fileCopied(path: string, original: string): void;
  /** Its file is gone, and none of the files beside it is it, or a copy of it: `unreadBytes` at the least are looked for. */
  fileMissed(path: string, offset: number, unreadBytes: number): void;
  /** A life is given up: its file is gone, and no copy of it came up. */
  fileGone(path: string, offset: number, vanishedBytes: number): void;
  fileDeleted(path: string): void;
  /** It is to be deleted, and that is refused: told once, and tried again now and then. */
  fileUndeletable(path: string, error: unknown): void;
  /** The reading ends for good while a file that has no name any more holds bytes that are not acknowledged. */
  fileAbandoned(path: string, unacknowledgedBytes: number): void;
  /** More rotated files wait to be read and acknowledged than files may be open: the bound gives way. */
  filesOpenRaised(open: number, filesOpenMax: number): void;
  /** What must be on the disk first cannot be written: nothing is read until it can. */
  readingPaused(error: unknown): void;
  readingResumed(): void;
  /** This folder's events cannot be had: it is looked at more often. */
  folderNotWatched(path: string, reason: string): void;
  /** How far it has come, at each look at all. */
  filesLook(look: { readonly files: readonly FileProgress[]; readonly unreadable: readonly string[] }): void;
}

/** Open files by the generation that is read from them. */
export type OpenFiles = ReadonlyMap<string, Content>;

export interface FileSourceOptions {
  readonly inputs: readonly FileInputOptions[];
  /** Files that may be open at a time. */
  readonly filesOpenMax?: number;
  /** What a file gives in one turn, unless its lines may be longer. */
  readonly turnBytesMax?: number;
  readonly store: PositionStore;
  readonly own?: OwnFiles;
  readonly clock: Clock;
  /** Nothing of this life will be read any more. */
  readonly lifeEnded: (generation: string) => void;
  readonly events: FileEvents;
  /** Mints the name of a file's life; unique over all files and hosts. */
  readonly mintGeneration: () => string;
  /** What a source before it handed over: files that have no name any more can be read only there. */
  readonly openFiles?: OpenFiles;
  /** A look at all gives way to the reading after so long, ms. */
  readonly lookSliceMs?: number;
  /** Off where each look is a full one anyhow. */
  readonly watchesFolders?: boolean;
}

/** A file whose name was taken by another one is read on this long after its last new line, ms. */
export const rotatedQuietMs = 60_000;

/** A file that nothing was read of for so long is closed, until something comes, ms. */
export const idleCloseMs = 5_000;

/** A life whose file is gone is remembered so long, for a copy of it may come up, ms; and so many looks. */
export const goneKeptMs = 600_000;
export const goneKeptLooks = 3;
export const goneKeptMax = 10_000;
