import { AgeMarks } from './age-marks.ts';

/** One file as the source saw it at its last look around. */
export interface FileProgress {
  readonly generation: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** When the file was written last, ms UTC. */
  readonly modifiedMs: number;
  /** Offset of the next byte to read. */
  readonly offset: number;
  /** Bytes at its end that wait for their newline: they are no reason to call it stuck. */
  readonly halfLineBytes: number;
  /** Whether a descriptor is held. */
  readonly isOpen: boolean;
  /** Whether it stands under another name than the one it was written under, or under none. */
  readonly isRotated: boolean;
}

/** How far one life of a file is behind: what is written, what is read, what is acknowledged. */
export class FileLag {
  path: string;
  isOpen = true;
  isRotated = false;
  /** Whether it could be opened and read at the last look. */
  isReadable = true;
  #size: number;
  #read: number;
  #acknowledged: number;
  #halfLineBytes = 0;
  /** Since when there is something to read and nothing was read of it. */
  #unreadSinceMs: number | undefined;
  readonly #written = new AgeMarks();
  readonly #taken = new AgeMarks();

  /** `offset`: of the first byte that is neither read nor acknowledged. */
  constructor(path: string, offset: number) {
    this.path = path;
    this.#size = offset;
    this.#read = offset;
    this.#acknowledged = offset;
  }

  seen(progress: FileProgress, isReadable: boolean, nowMs: number): void {
    this.path = progress.path;
    this.isOpen = progress.isOpen;
    this.isRotated = progress.isRotated;
    this.#size = progress.sizeBytes;
    this.#halfLineBytes = progress.halfLineBytes;
    this.isReadable = isReadable;
    // A clock of another machine (NFS) may be ahead.
    this.#written.add(progress.sizeBytes, Math.min(progress.modifiedMs, nowMs));
    this.#written.settle(this.#acknowledged);
    this.#moveTo(progress.offset, nowMs);
  }

  /** `lineEnd`: where a position may stand once these bytes are safe; a long line is read in parts before its end. */
  read(endOffset: number, lineEnd: number, nowMs: number): void {
    this.#taken.add(lineEnd, nowMs);
    this.#size = Math.max(this.#size, endOffset);
    this.#moveTo(endOffset, nowMs);
  }

  acknowledged(offset: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, offset);
    this.#written.settle(this.#acknowledged);
    this.#taken.settle(this.#acknowledged);
  }

  /** It is at rest, or its file is gone and looked for: there is nothing to be stuck at. */
  unseen(): void {
    this.isOpen = false;
    this.#unreadSinceMs = undefined;
  }

  /** Nothing more will be read of it: what it held beyond is not waited for. */
  ended(): void {
    this.isOpen = false;
    this.#size = this.#read;
    this.#unreadSinceMs = undefined;
    this.#written.cut(this.#read);
  }

  get behindBytes(): number {
    return Math.max(0, this.#size - this.#acknowledged);
  }

  get isDone(): boolean {
    return this.behindBytes === 0 && this.takenSinceMs === undefined;
  }

  /** How long the oldest byte that could be acknowledged and is not has been in the file, as far as it was seen. */
  behindMs(nowMs: number): number {
    if (this.behindBytes <= this.#halfLineBytes) return 0; // They may wait for their newline for days.
    return ageMs(this.#written.oldestMs ?? this.#taken.oldestMs, nowMs);
  }

  /** When the oldest bytes that are read and not acknowledged were read. */
  get takenSinceMs(): number | undefined {
    return this.#taken.oldestMs;
  }

  /** Since when whole lines may stand there that nobody reads. */
  get unreadSinceMs(): number | undefined {
    return this.#unreadSinceMs;
  }

  #moveTo(offset: number, nowMs: number): void {
    const moved = offset !== this.#read;
    this.#read = offset;
    if (this.#size - offset <= this.#halfLineBytes) this.#unreadSinceMs = undefined;
    else if (moved || this.#unreadSinceMs === undefined) this.#unreadSinceMs = nowMs;
  }
}

function ageMs(sinceMs: number | undefined, nowMs: number): number {
  return sinceMs === undefined ? 0 : Math.max(0, nowMs - sinceMs);
}
