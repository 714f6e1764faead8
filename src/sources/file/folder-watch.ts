import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../record/reason.ts';

/** Folders that are watched at most: the kernel bounds what one user may watch (fs.inotify.max_user_watches). */
const watchedFoldersMax = 4_000;

/** Paths of changed files that are remembered between two turns; with more, all are looked at. */
const changedMax = 10_000;

/**
 * What the file system tells of folders: which files were written, and whether names came or went. Events get lost
 * (a full queue, a network file system): they only make a look come sooner.
 */
export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #failed: (folder: string, reason: string) => void;
  readonly #untold = new Set<string>();
  #changed = new Set<string>();
  #hasNews = false;

  constructor(failed: (folder: string, reason: string) => void) {
    this.#failed = failed;
  }

  /** Whether some folder's events cannot be had. */
  get hasGaps(): boolean {
    return this.#untold.size > 0;
  }

  /** Whether names came or went. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  add(folder: string): void {
    if (this.#watchers.has(folder) || this.#untold.has(folder)) return;
    if (this.#watchers.size >= watchedFoldersMax) {
      this.#cannot(folder, `${watchedFoldersMax} folders are watched already`);
      return;
    }
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => this.#heard(folder, event, name));
      watcher.on('error', () => this.#drop(folder));
      this.#watchers.set(folder, watcher);
    } catch (error) {
      this.#cannot(folder, reasonOf(error));
    }
  }

  /** The files that were written since the last call. */
  takeChanged(): ReadonlySet<string> {
    const changed = this.#changed;
    if (changed.size > 0) this.#changed = new Set();
    return changed;
  }

  /** A full look begins: it sees all there is. Folders that are not among these are gone. */
  lookDone(folders: ReadonlySet<string>): void {
    for (const folder of this.#watchers.keys()) if (!folders.has(folder)) this.#drop(folder);
    for (const folder of this.#untold) if (!folders.has(folder)) this.#untold.delete(folder);
    for (const folder of folders) this.add(folder);
  }

  lookStarts(): void {
    this.#hasNews = false;
  }

  close(): void {
    for (const folder of [...this.#watchers.keys()]) this.#drop(folder);
  }

  #heard(folder: string, event: 'rename' | 'change', name: string | null): void {
    if (event === 'rename' || name === null || this.#changed.size >= changedMax) this.#hasNews = true;
    else this.#changed.add(join(folder, name));
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #cannot(folder: string, reason: string): void {
    if (this.#untold.size === 0) this.#failed(folder, reason);
    this.#untold.add(folder);
  }
}
