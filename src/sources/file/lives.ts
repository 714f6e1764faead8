import type { KnownFile } from '../../record/position.ts';
import { type FoundFile, fileKey, placeOf, withRealPath } from './found-file.ts';
import { createLife, isEmpty, isSkipped, type Life, versionOf } from './life.ts';
import { type FileSourceOptions, goneKeptLooks, goneKeptMax, goneKeptMs } from './source-options.ts';

/** A file that is a copy of one that is read already. */
export interface FoundTwin {
  readonly kind: 'twin';
  readonly life: Life;
  /** Of its text. */
  readonly bytes: number;
  /** Whether it holds less than was read of its original. */
  readonly isShort: boolean;
  /** How many bytes the original had when it was first found to be a copy. */
  readonly firstBytes: number;
  /** In how many looks it had grown beyond that: a copy may do so once, while it is made. */
  readonly timesGrown: number;
}

/** As it was when that was found last. */
export interface Twin extends Omit<FoundTwin, 'kind'> {
  readonly version: string;
  /** Since when it is short. */
  readonly sinceMs: number;
}

/** All lives of files that are known, by where they are; what changes about them is in the store when a call returns. */
export class FileLives {
  /** Of this run, from 1 on. */
  look = 0;
  readonly byKey = new Map<string, Life>();
  readonly byPath = new Map<string, Life>();
  readonly homeless = new Set<Life>();
  readonly twins = new Map<string, Twin>();
  /** Those that are on trial. */
  readonly trials = new Set<Life>();
  readonly #options: FileSourceOptions;
  readonly #byGeneration = new Map<string, Life>();

  constructor(options: FileSourceOptions) {
    this.#options = options;
    // Of two lives in one inode, that of which more was read tells more of itself; else the later one is there.
    const files = options.store.files().toReversed();
    // One that is open is there for sure: nobody else is given its inode.
    const isOpen = ({ generation }: KnownFile) => Number(options.openFiles?.has(generation) ?? false);
    files.sort((left, right) => isOpen(right) - isOpen(left) || right.offset - left.offset);
    for (const file of files) this.#load(file);
  }

  ofGeneration(generation: string): Life | undefined {
    return this.#byGeneration.get(generation);
  }

  all(): Iterable<Life> {
    return this.#byGeneration.values();
  }

  /** A life that begins; to be added to the store before its first byte is sent. */
  begin(known: KnownFile, found: FoundFile): Life {
    const life = this.#life(known, this.look);
    if (!isSkipped(life)) life.sizeSeen = Math.max(found.size, known.offset);
    this.#settleIn(life, found);
    life.known = withPlaceOf(known, life.home);
    return life;
  }

  /** Takes back what the store did not take: the file is unknown again. */
  undo(life: Life): void {
    this.#leave(life);
    this.homeless.delete(life);
    this.trials.delete(life);
    this.#byGeneration.delete(life.known.generation);
  }

  /** Its bytes are in this file now, by this name; by this input from now on. */
  place(life: Life, found: FoundFile, input = life.known.input): void {
    const { path, device, inode } = found;
    const { known } = life;
    const isNews =
      known.path !== path || known.device !== device || known.inode !== inode || known.input !== input;
    if (life.home === undefined || fileKey(life.home) !== fileKey(found)) life.settled = undefined;
    this.#settleIn(life, found);
    life.isOnTrial = false;
    this.trials.delete(life);
    if (!isNews) return;
    life.known = withPlaceOf({ ...known, path, device, inode, input }, life.home);
    this.#options.store.update(life.known);
  }

  /** What stands under the new name is not its: copies of it are named after the old one. */
  keepPath(life: Life, { path, realPath = path }: Pick<KnownFile, 'path' | 'realPath'>): void {
    if (life.known.path === path) return;
    life.known = { ...life.known, path, realPath };
    this.#options.store.update({ generation: life.known.generation, path, realPath });
  }

  /** A file that is not read, as it is now. */
  settleSkipped(life: Life, { size, modifiedNs }: FoundFile): void {
    const { generation, skippedBytes } = life.known;
    if (skippedBytes === size) {
      life.settled = { size, modifiedNs };
      return;
    }
    life.known = { ...life.known, skippedBytes: size };
    this.#options.store.update({ generation, skippedBytes: size });
  }

  /** Its bytes may be in this file; what was known stays until that is sure. */
  tryPlace(life: Life, found: FoundFile): void {
    life.isOnTrial = true;
    this.trials.add(life);
    life.settled = undefined;
    this.#settleIn(life, found);
  }

  rotated(life: Life): void {
    if (life.rotatedAtMs !== undefined) return;
    const nowMs = this.#options.clock.nowMs();
    life.rotatedAtMs = nowMs;
    // What waits for its newline is now waited for no longer than the quiet time.
    if (life.sizeSeen > life.offset) life.settled = undefined;
    this.#options.events.fileRotated(life.known.path);
    this.#options.store.update({ generation: life.known.generation, rotatedAtMs: nowMs });
  }

  /** It was renamed back, and is written again. */
  notRotated(life: Life): void {
    if (life.rotatedAtMs === undefined) return;
    life.rotatedAtMs = undefined;
    this.#options.store.update({ generation: life.known.generation, rotatedAtMs: null });
  }

  /** Its file is gone (`gone`), or holds something else (`cut`). */
  loseHome(life: Life, how: 'gone' | 'cut'): void {
    if (life.home !== undefined) life.notIn.add(versionOf(life.home));
    this.#leave(life);
    life.settled = undefined;
    life.homelessSince = { ms: this.#options.clock.nowMs(), look: this.look, isGone: how === 'gone' };
    if (how === 'cut' && !life.isOnTrial) {
      life.wasRead = false;
      this.#options.events.fileTruncated(life.known.path, life.offset);
    }
    life.isOnTrial = false;
    this.trials.delete(life);
    this.homeless.add(life);
  }

  /** Gives up lives that no copy came up of, the oldest first. */
  giveUp(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const life of this.homeless) {
      const { ms, look } = life.homelessSince ?? { ms: 0, look: 0 };
      this.#tellMissed(life, look);
      // What is on its way may have to be read again.
      if (life.committed < life.offset) continue;
      const isOld = nowMs - ms >= goneKeptMs && this.look - look >= goneKeptLooks;
      if (isOld || isEmpty(life) || this.homeless.size > goneKeptMax) this.end(life);
    }
  }

  /** What is behind, for the next run: should the file be gone by then, it can be told how much of it is. */
  rememberSizes(): void {
    for (const { known, sizeSeen, committed } of this.#byGeneration.values())
      if (sizeSeen > committed && known.sizeSeen !== sizeSeen)
        this.#options.store.update({ generation: known.generation, sizeSeen });
  }

  /** A copy may still come up; that it is looked for in vain is told long before it is given up. */
  #tellMissed(life: Life, sinceLook: number): void {
    const { known, offset, sizeSeen } = life;
    if (life.isMissed || sizeSeen <= offset || this.look - sinceLook < goneKeptLooks) return;
    life.isMissed = true;
    this.#options.events.fileMissed(known.path, offset, sizeSeen - offset);
  }

  /** Nothing of this life can be read any more. */
  end(life: Life): void {
    this.undo(life);
    const { path, generation } = life.known;
    const vanishedBytes = life.sizeSeen - life.offset;
    if (vanishedBytes > 0 || !life.wasRead) this.#options.events.fileGone(path, life.offset, vanishedBytes);
    this.#options.store.forget([generation]);
    this.#options.lifeEnded(generation);
  }

  #load(file: KnownFile): void {
    const life = this.#life(file, 0);
    const { path, realPath = path, device, inode } = file;
    const found = { path, realPath, device, inode, size: -1, modifiedNs: -1n };
    // Of two that were in one inode the file itself tells which is there; the other one is somewhere else.
    if (this.byKey.has(fileKey(file))) {
      life.homelessSince = { ms: this.#options.clock.nowMs(), look: 0, isGone: false };
      this.homeless.add(life);
    } else this.#settleIn(life, found);
  }

  #life(known: KnownFile, look: number): Life {
    const headerLines = this.#options.inputs[known.input]?.skipHeaderLines ?? 0;
    const life = createLife(known, this.#options.clock.nowMs(), look, headerLines);
    this.#byGeneration.set(known.generation, life);
    return life;
  }

  #settleIn(life: Life, found: FoundFile): void {
    const { home } = life;
    const isWhereItWas = home?.path === found.path && fileKey(home) === fileKey(found);
    const realPath = isWhereItWas ? home.realPath : found.realPath;
    this.#leave(life);
    life.home = realPath === undefined ? withRealPath(found) : { ...found, realPath };
    life.homelessSince = undefined;
    this.homeless.delete(life);
    this.twins.delete(fileKey(found));
    this.byKey.set(fileKey(found), life);
    for (const path of new Set([found.path, placeOf(life.home)])) this.byPath.set(path, life);
  }

  #leave(life: Life): void {
    const { home } = life;
    if (home === undefined) return;
    if (this.byKey.get(fileKey(home)) === life) this.byKey.delete(fileKey(home));
    for (const path of [home.path, placeOf(home)])
      if (this.byPath.get(path) === life) this.byPath.delete(path);
    life.home = undefined;
  }
}

/** Links are the exception, and told as such; what was one is told wherever it is then. */
function withPlaceOf(known: KnownFile, home: FoundFile | undefined): KnownFile {
  const realPath = home?.realPath;
  const isToldAnyhow = realPath === undefined || (realPath === known.path && known.realPath === undefined);
  return isToldAnyhow ? known : { ...known, realPath };
}
