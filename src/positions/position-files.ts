import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Disk, writeAll } from './disk.ts';
import type { Entry } from './entry.ts';
import { type FileRole, fileNames, nextNames } from './files.ts';
import { Journal } from './journal.ts';
import { encodeLine } from './line.ts';

/** A log this long is replaced by a snapshot: reading it takes a start some 100 ms. */
export const logBytesMaxDefault = 8 * 1024 * 1024;

export interface PositionFilesOptions {
  readonly folder: string;
  readonly disk: Disk;
  readonly logBytesMax: number;
  /** Where earlier runs left off. */
  readonly number: number;
  readonly ends: { readonly log: number; readonly copy: number };
}

interface NextFiles {
  readonly number: number;
  readonly log: Journal;
  readonly copy: Journal;
  readonly snapshotBytes: number;
}

/** Writes the log, its copy and the snapshots. Every method throws what the disk says, and has changed nothing then. */
export class PositionFiles {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #logBytesMax: number;
  #number: number;
  #log: Journal;
  #copy: Journal;
  #replaceAtBytes: number;
  /** What is left of a swap that the disk interrupted, and what is used after it. */
  #stepsOfSwap: (() => void)[] = [];
  #next: NextFiles | undefined;

  constructor({ folder, disk, logBytesMax, number, ends }: PositionFilesOptions) {
    this.#folder = folder;
    this.#disk = disk;
    this.#logBytesMax = logBytesMax;
    this.#number = number;
    this.#log = this.#journal(fileNames.log, ends.log, number);
    this.#copy = this.#journal(fileNames.copy, ends.copy, number);
    this.#replaceAtBytes = Math.max(logBytesMax, this.#bytesOf('snapshot'));
    if (ends.log > 0) this.#log.open();
    if (ends.copy > 0) this.#copy.open();
  }

  get path(): string {
    return join(this.#folder, fileNames.log);
  }

  /** Whether it is time for a snapshot. */
  get isLong(): boolean {
    return this.#log.end > this.#replaceAtBytes;
  }

  append(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.#finishSwap();
    let number = this.#number;
    let forLog = '';
    let forCopy = '';
    for (const entry of entries) {
      if (entry.kind !== 'commit') number += 1;
      const line = encodeLine(number, entry);
      forLog += line;
      if (entry.kind !== 'commit') forCopy += line;
    }
    const copyEnd = this.#copy.end;
    if (forCopy !== '') this.#copy.append(forCopy);
    try {
      this.#log.append(forLog);
    } catch (error) {
      if (forCopy !== '') this.#copy.cutBack(copyEnd);
      throw error;
    }
    this.#number = number;
  }

  /**
   * Puts a snapshot in the place of all that was written. Whatever moment it ends in, a start finds either the old
   * files or the new ones, and which entries of a log a snapshot has, their numbers tell. `beforeSwap` may still look
   * at the old files when the new ones are sure.
   */
  replace(entries: readonly Entry[], beforeSwap = () => {}): void {
    this.#finishSwap();
    const next = this.#writeNext(entries);
    beforeSwap();
    this.#next = next;
    this.#stepsOfSwap = this.#swap();
    this.#finishSwap();
  }

  close(): void {
    this.#log.close();
    this.#copy.close();
  }

  /** Everything that is to come, whole and on the disk, under names that no start reads. */
  #writeNext(entries: readonly Entry[]): NextFiles {
    const number = this.#number + 1;
    const log = this.#journal(nextNames.log, 0, number);
    const copy = this.#journal(nextNames.copy, 0, number);
    try {
      const snapshotBytes = this.#writeSnapshot(number, entries);
      log.append('');
      copy.append('');
      return { number, log, copy, snapshotBytes };
    } catch (error) {
      for (const journal of [log, copy]) journal.close();
      for (const name of Object.values(nextNames)) rmSync(join(this.#folder, name), { force: true });
      this.#replaceAtBytes = this.#log.end + this.#logBytesMax;
      throw error;
    }
  }

  #writeSnapshot(number: number, entries: readonly Entry[]): number {
    const header: Entry = { kind: 'snapshot', version: 1, entries: entries.length };
    const bytes = Buffer.from([header, ...entries].map((entry) => encodeLine(number, entry)).join(''));
    const descriptor = this.#disk.open(join(this.#folder, nextNames.snapshot));
    try {
      this.#disk.truncate(descriptor, 0);
      writeAll(this.#disk, descriptor, bytes, 0);
      this.#disk.sync(descriptor);
    } finally {
      this.#disk.close(descriptor);
    }
    return bytes.length;
  }

  /** The snapshot first: until it has its name, the logs that it takes the place of are needed. */
  #swap(): (() => void)[] {
    return [
      () => this.#rename(fileNames.snapshot, fileNames.snapshotOld),
      () => this.#rename(nextNames.snapshot, fileNames.snapshot),
      () => this.#disk.syncFolder(this.#folder),
      () => this.#rename(fileNames.log, fileNames.logOld),
      () => this.#rename(nextNames.log, fileNames.log),
      () => this.#disk.syncFolder(this.#folder),
      () => this.#rename(nextNames.copy, fileNames.copy),
      () => this.#disk.syncFolder(this.#folder),
    ];
  }

  /** Once begun it is gone through with: an entry that was written in between might be in a file that loses its name. */
  #finishSwap(): void {
    for (let step = this.#stepsOfSwap[0]; step !== undefined; step = this.#stepsOfSwap[0]) {
      step();
      this.#stepsOfSwap.shift();
    }
    if (this.#next === undefined) return;
    this.close();
    const { number, log, copy, snapshotBytes } = this.#next;
    this.#next = undefined;
    this.#number = number;
    this.#log = log;
    this.#copy = copy;
    this.#replaceAtBytes = Math.max(this.#logBytesMax, snapshotBytes);
  }

  /** There is no first snapshot before the first; and a step that failed may have been done. */
  #rename(from: string, to: string): void {
    const path = join(this.#folder, from);
    if (existsSync(path)) this.#disk.rename(path, join(this.#folder, to));
  }

  #journal(name: string, end: number, number: number): Journal {
    const firstLine = encodeLine(number, { kind: 'begin', version: 1 } satisfies Entry);
    return new Journal(join(this.#folder, name), end, firstLine, this.#disk);
  }

  #bytesOf(role: FileRole): number {
    return statSync(join(this.#folder, fileNames[role]), { throwIfNoEntry: false })?.size ?? 0;
  }
}
