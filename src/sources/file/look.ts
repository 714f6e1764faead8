import { dirname } from 'node:path';
import { Copies } from './copies.ts';
import { CopySeeker } from './copy-seeker.ts';
import { type FoundFile, fileKey, placeOf } from './found-file.ts';
import { KnownFiles } from './known-files.ts';
import { type Life, versionOf } from './life.ts';
import { Listings } from './listings.ts';
import type { FileLives } from './lives.ts';
import { NewFiles } from './new-files.ts';
import { OldFiles } from './old-files.ts';
import { takeOutOwn } from './own-files.ts';
import { compileExclude, compilePattern } from './pattern.ts';
import type { Readers } from './readers.ts';
import { type Recognised, Recogniser } from './recognise.ts';
import { longerFirst, Ripeness } from './ripeness.ts';
import type { FileSourceOptions } from './source-options.ts';
import { type Walk, walkFor } from './walk.ts';

/** A look takes no longer than this before others may be read, ms. */
const lookSliceMsDefault = 100;

/** A file that a pattern shows, with the input whose pattern it is. */
interface Shown {
  readonly found: FoundFile;
  readonly input: number;
}

/** Looks for files that are new, grew, moved, went away or were compressed, and finds the lives in them. */
export class Look {
  readonly #options: FileSourceOptions;
  readonly #lives: FileLives;
  readonly #readers: Readers;
  readonly #recogniser: Recogniser;
  readonly #new: NewFiles;
  readonly #old: OldFiles;
  readonly #walks: readonly Walk[];
  readonly #known: KnownFiles;
  readonly #copies: Copies;
  readonly #seeker: CopySeeker;
  readonly #listings = new Listings();
  readonly #ripeness = new Ripeness();
  readonly #unsupported = new Map<string, string>();
  readonly #tell: (path: string, what: string, tell: () => void) => void;
  readonly #unreadable: (path: string, error: unknown) => void;
  readonly #folder: (path: string) => void;
  #sliceSinceMs = 0;

  constructor(options: FileSourceOptions, { lives, readers, tell, unreadable, folder }: LookParts) {
    this.#options = options;
    this.#lives = lives;
    this.#readers = readers;
    this.#tell = tell;
    this.#unreadable = unreadable;
    this.#folder = folder;
    this.#copies = new Copies(lives, () => options.clock.nowMs());
    this.#recogniser = new Recogniser(lives, this.#copies);
    this.#known = new KnownFiles({
      lives,
      readers,
      recogniser: this.#recogniser,
      listings: this.#listings,
      leftOut: (path) =>
        tell(path, 'not shown', () => options.events.fileSkipped(path, 'no input shows it any more')),
    });
    this.#seeker = new CopySeeker({
      lives,
      recogniser: this.#recogniser,
      listings: this.#listings,
      ripeness: this.#ripeness,
      move: (life, kind, found) => this.#move(life, kind, found),
    });
    this.#new = new NewFiles(options, lives, readers);
    this.#old = new OldFiles(lives);
    this.#walks = options.inputs.map(({ paths, exclude }) => ({
      patterns: paths.flatMap(compilePattern),
      isExcluded: compileExclude(exclude),
      folder,
      failed: unreadable,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    }));
  }

  /** Whether a look soon after this one will show more. */
  get isUnripe(): boolean {
    return this.#ripeness.isWaiting || this.#lives.trials.size > 0;
  }

  /**
   * Looks at everything. Yields now and then between two files: others may be read until it is asked to go on. New lives
   * are in the store before they are ready to be read.
   */
  async *full(): AsyncGenerator<void> {
    this.#lives.look += 1;
    this.#listings.startLook();
    this.#copies.startLook();
    this.#sliceSinceMs = this.#options.clock.nowMs();
    const shown = await this.#walk();
    const unknown: Shown[] = [];
    for (const one of shown.values()) {
      if (this.#isSliceOver) yield* this.#pause();
      if (!(await this.#isKnown(one))) unknown.push(one);
    }
    for (const [key, life] of [...this.#lives.byKey]) {
      if (this.#isSliceOver) yield* this.#pause();
      if (!shown.has(key)) await this.#known.seekUnseen(life);
    }
    yield* this.#recogniseAll(unknown.filter(({ found }) => !this.#lives.byKey.has(fileKey(found))));
    for (const life of [...this.#lives.homeless]) {
      if (this.#isSliceOver) yield* this.#pause();
      await this.#seeker.seek(life, shown);
    }
    for (const { home } of this.#lives.byKey.values()) if (home !== undefined) this.#watch(home);
    this.#clean(shown);
    await this.#copies.lookDone();
    this.#lives.giveUp();
  }

  /** Whether there is more to be done before the next look. */
  get isBusy(): boolean {
    return this.#copies.isBusy;
  }

  /** A bounded piece of what takes long; true where a look will show what came out. */
  turn(): Promise<boolean> {
    return this.#copies.step();
  }

  close(): Promise<void> {
    return this.#copies.close();
  }

  /** Links lead to files in folders that no pattern leads into. */
  #watch(home: FoundFile): void {
    const place = placeOf(home);
    if (place !== home.path) this.#folder(dirname(place));
  }

  /** A file that is known, as it is now: false where the life that was in it is not any more, or none is known. */
  see(found: FoundFile): Promise<boolean> {
    return this.#known.see(found);
  }

  get #isSliceOver(): boolean {
    const { clock, lookSliceMs = lookSliceMsDefault } = this.#options;
    return Math.abs(clock.nowMs() - this.#sliceSinceMs) >= lookSliceMs;
  }

  async *#pause(): AsyncGenerator<void> {
    await new Promise((resolve) => setImmediate(resolve)); // Files are not all that waits.
    yield;
    this.#copies.startLook(); // What was read in between changed what is known.
    this.#sliceSinceMs = this.#options.clock.nowMs();
  }

  async #isKnown({ found, input }: Shown): Promise<boolean> {
    return this.#unsupported.get(fileKey(found)) === versionOf(found) || this.#known.see(found, input);
  }

  async #walk(): Promise<Map<string, Shown>> {
    const shown = new Map<string, Shown>();
    for (const [input, walk] of this.#walks.entries()) {
      for (const found of await walkFor(walk)) {
        const key = fileKey(found);
        if (!shown.has(key)) shown.set(key, { found, input }); // It is the input's that stands first.
      }
    }
    const { own, events } = this.#options;
    for (const place of own === undefined ? [] : takeOutOwn(shown, own))
      this.#tell(place, 'own', () => events.ownFilesSkipped(place));
    return shown;
  }

  async *#recogniseAll(unknown: readonly Shown[]): AsyncGenerator<void> {
    let isWhole = true;
    const isAnyAway = this.#lives.homeless.size > 0;
    const inOrder = isAnyAway
      ? unknown.toSorted((left, right) => longerFirst(left.found, right.found))
      : unknown;
    for (const { found, input } of inOrder) {
      if (this.#isSliceOver) {
        isWhole = this.#new.add() && isWhole;
        yield* this.#pause();
      }
      this.#new.see(found, input);
      if (this.#old.isStillOld(found)) continue;
      const isUnripe = this.#ripeness.isUnripe(found);
      if (isUnripe && (isAnyAway || !this.#new.isFromBefore(found))) continue;
      try {
        await this.#take(await this.#recogniser.recognise(found), found, input);
      } catch (error) {
        this.#unreadable(found.path, error);
        this.#new.beginUnread(found, input, error);
      }
    }
    this.#new.add(isWhole);
  }

  async #take(recognised: Recognised, found: FoundFile, input: number): Promise<void> {
    switch (recognised.kind) {
      case 'later':
        return;
      case 'unsupported':
        this.#unsupported.set(fileKey(found), versionOf(found));
        this.#tell(found.path, 'compressed', () =>
          this.#options.events.fileSkipped(found.path, `it is compressed with ${recognised.compression}`),
        );
        return;
      case 'twin': {
        const { kind: _, ...twin } = recognised;
        const { path } = twin.life.known;
        this.#tell(found.path, `copy ${path}`, () => this.#options.events.fileCopied(found.path, path));
        const before = this.#lives.twins.get(fileKey(found));
        const sinceMs = before?.isShort === true ? before.sinceMs : this.#options.clock.nowMs();
        this.#lives.twins.set(fileKey(found), { ...twin, version: versionOf(found), sinceMs });
        return;
      }
      case 'home':
      case 'trial':
        this.#move(recognised.life, recognised.kind, found, input);
        return;
      case 'new':
        if (!this.#isTooOld(found, input)) return this.#new.begin(recognised, input);
        this.#old.add(recognised.found, recognised.head);
        return recognised.content.close();
    }
  }

  #move(life: Life, kind: 'home' | 'trial', found: FoundFile, input = life.known.input): void {
    if (kind === 'home') this.#lives.place(life, found, input);
    else this.#lives.tryPlace(life, found);
    this.#lives.rotated(life);
    this.#readers.ready.add(life);
  }

  #isTooOld(found: FoundFile, input: number): boolean {
    const ignoreOlderThanMs = this.#options.inputs[input]?.ignoreOlderThanMs;
    if (ignoreOlderThanMs === undefined || this.#new.isFromBefore(found)) return false;
    return this.#options.clock.nowMs() - Number(found.modifiedNs / 1_000_000n) > ignoreOlderThanMs;
  }

  /** Forgets what is gone. */
  #clean(shown: ReadonlyMap<string, Shown>): void {
    this.#ripeness.lookDone();
    this.#new.lookDone(shown);
    this.#old.lookDone(shown);
    for (const key of this.#lives.twins.keys()) if (!shown.has(key)) this.#lives.twins.delete(key);
    for (const key of this.#unsupported.keys()) if (!shown.has(key)) this.#unsupported.delete(key);
  }
}

export interface LookParts {
  readonly lives: FileLives;
  readonly readers: Readers;
  /** Tells once of each file and matter, not at every look. */
  readonly tell: (path: string, what: string, tell: () => void) => void;
  readonly unreadable: (path: string, error: unknown) => void;
  readonly folder: (path: string) => void;
}
