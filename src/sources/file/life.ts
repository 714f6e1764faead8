import type { LineChunk } from '../../record/chunk.ts';
import type { KnownFile, TailWindow } from '../../record/position.ts';
import type { Content, ContentStatus } from './content.ts';
import type { FoundFile } from './found-file.ts';

/**
 * One life of a file: the bytes from its creation, through whatever names and inodes, to its end.
 *
 *   known      it has a home, the file its bytes stand in; nothing to be read as far as the last look showed
 *   ready      there may be something to read: it is given a reader, and turns, until there is nothing more
 *   homeless   its file is gone, was cut or holds something else: a copy of it is looked for, compressed or not; when
 *              none comes up for a while it is forgotten, and what was not read of it is told as vanished
 */
export interface Life {
  /** As the store has it, but for the offset. */
  known: KnownFile;
  /** Next byte to read. */
  offset: number;
  /** First byte that is not acknowledged. */
  committed: number;
  /** Shows that the file still holds what was read of it. Ends at `offset`, but after a restart before. */
  window: TailWindow | undefined;
  /** Of the ends of chunks that are on their way, in order. */
  readonly windowsSent: TailWindow[];
  reader: LifeReader | undefined;
  /** The file that its bytes stand in, as it was when it was last looked at. Undefined: homeless. */
  home: FoundFile | undefined;
  /** Whether its home is a compressed file that still has to be read up to the offset to know that it is its copy. */
  isOnTrial: boolean;
  /** The file as it was when all there was had been read. */
  settled: Pick<FoundFile, 'size' | 'modifiedNs'> | undefined;
  /** Of the text: what is missing of it when the life ends has vanished. */
  sizeSeen: number;
  /** Whether this run knows that all there was at the last look has been read. */
  wasRead: boolean;
  rotatedAtMs: number | undefined;
  /** Whether a pattern showed it at the last look. */
  isSeen: boolean;
  /** Whether a pattern showed it at any look of this run. */
  wasShown: boolean;
  lastReadMs: number;
  /** Set inside a line or event that is longer than the limit: the next part of it, and what is known of it so far. */
  part: { readonly index: number; readonly lineStart: number; readonly state: string } | undefined;
  /** What is left at the end of its file, waiting for the rest of its line or event. */
  waiting: WaitingRest | undefined;
  /** The look that made it, or 0 for one of an earlier run: a copy is one of a file that was there before. */
  readonly sinceLook: number;
  /** Whether it was told that it is looked for in vain. */
  isMissed: boolean;
  homelessSince: HomelessSince | undefined;
  /** Files, as they were, that were found to be no copy of it. */
  readonly notIn: Set<string>;
  /** Header lines that are still to be left out. */
  headerLinesLeft: number;
}

export interface WaitingRest {
  /** Of the file, when it was looked at last, and since when it has had it. */
  readonly size: number;
  readonly sinceMs: number;
  /** Whether no whole line is in it. */
  isHalfLine: boolean;
}

export interface HomelessSince {
  readonly ms: number;
  readonly look: number;
  /** Whether its file was found to be gone: its inode may be another file's by now. */
  readonly isGone: boolean;
}

/** What the store tells of it at the least: after a kill nobody knows how much was there. */
function sizeKnown({ offset, sizeSeen = 0, head, markers }: KnownFile): number {
  return Math.max(offset, sizeSeen, head.length, markers.at(-1)?.until ?? 0);
}

/** What one look at a file found. */
export type Look =
  | { readonly kind: 'chunk'; readonly chunk: LineChunk }
  /** No whole line. */
  | { readonly kind: 'nothing' }
  /** Not there yet: the next look goes on. */
  | { readonly kind: 'busy' }
  /** The file does not hold what was read of it any more. */
  | { readonly kind: 'other' };

/** An open file that the life is read from. */
export interface LifeReader {
  readonly content: Content;
  /** At the last look that found no whole line; undefined while there may be one. */
  readonly idleStatus: ContentStatus | undefined;
  /** Whether the file, which changed, still holds what was read of it. A compressed one is no longer written. */
  recheck(): Promise<boolean>;
  look(buffer: Buffer): Promise<Look>;
  /** Lines that wait for the rest of their event; or, where `takesHalfLine`, the last line without its newline. */
  takeRest(buffer: Buffer, takesHalfLine: boolean): Promise<LineChunk | undefined>;
  close(): Promise<void>;
}

export function createLife(known: KnownFile, nowMs: number, sinceLook: number, headerLines: number): Life {
  return {
    known,
    offset: known.offset,
    committed: known.offset,
    window: known.window,
    windowsSent: [],
    reader: undefined,
    home: undefined,
    isOnTrial: false,
    settled: undefined,
    sizeSeen: isSkipped({ known }) ? 0 : sizeKnown(known),
    wasRead: isSkipped({ known }),
    rotatedAtMs: known.rotatedAtMs,
    isSeen: true,
    wasShown: sinceLook > 0,
    lastReadMs: nowMs,
    part: undefined,
    waiting: undefined,
    sinceLook,
    isMissed: false,
    homelessSince: undefined,
    notIn: new Set(),
    // Once a position was committed, it stands behind the header.
    headerLinesLeft: known.offset === 0 ? headerLines : 0,
  };
}

/** Whether it is of an earlier run, stands where it stood, and no pattern shows it: the inputs are others now. */
export function isLeftOut({ wasShown, rotatedAtMs }: Life): boolean {
  return !wasShown && rotatedAtMs === undefined;
}

/** Whether nothing of it is to be read. */
export function isSkipped({ known }: Pick<Life, 'known'>): boolean {
  return known.skippedBytes !== undefined;
}

/** A file as it is now: when it changes it is another one. */
export function versionOf({ device, inode, size, modifiedNs }: FoundFile): string {
  return `${device}:${inode}:${size}:${modifiedNs}`;
}

/** Windows of places on their way that are kept, for each file. */
const windowsSentMax = 256;

/** Many short chunks may be on their way: every second of their windows is enough. */
export function rememberWindow({ windowsSent }: Life, window: TailWindow): void {
  windowsSent.push(window);
  if (windowsSent.length <= windowsSentMax) return;
  const kept = windowsSent.filter((_, index) => index % 2 === 1);
  windowsSent.splice(0, windowsSent.length, ...kept);
}

/** Takes an acknowledgement; returns the last window that ends at or before it. */
export function acknowledge(life: Life, offset: number): TailWindow | undefined {
  life.committed = Math.max(life.committed, offset);
  const past = life.windowsSent.findIndex(({ offset: from, length }) => from + length > offset);
  return life.windowsSent.splice(0, past === -1 ? life.windowsSent.length : past).at(-1);
}

/** Whether nothing ever stood in it. Of one of an earlier run nobody knows: it may have grown since. */
export function isEmpty({ sinceLook, sizeSeen }: Life): boolean {
  return sinceLook > 0 && sizeSeen === 0;
}
