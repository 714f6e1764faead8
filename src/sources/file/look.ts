import { dirname } from 'node:path';
import { isNotWritten, type KnownFile } from '../../record/position.ts';
import type { Content } from './content.ts';
import { FirstLooks } from './first-look.ts';
import { type FoundFile, fileKey, filesIn, isUnchanged, lookAtQuietly } from './found-file.ts';
import { fingerprint, windowBefore, windowBytesMax } from './identity.ts';
import { isEmpty, type Life, versionOf } from './life.ts';
import type { FileLives } from './lives.ts';
import { isRotationOf } from './names.ts';
import { compileExclude, compilePattern } from './pattern.ts';
import type { Readers } from './readers.ts';
import { type Recognised, Recogniser } from './recognise.ts';
import type { FileSourceOptions } from './source-options.ts';
import { type Walk, walkFor } from './walk.ts';

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
  readonly #firstLooks: FirstLooks;
  readonly #walks: readonly Walk[];
  /** Compressed files that were not there, or not as they are, at the look before: they may still be written. */
  #unripe = new Map<string, string>();
  #ripening = new Map<string, string>();
  readonly #unsupported = new Map<string, string>();
  readonly #tell: (path: string, what: string, tell: () => void) => void;
  readonly #unreadable: (path: string, error: unknown) => void;
  #isPaused = false;
  #listings = new Map<string, FoundFile[] | undefined>();

  constructor(options: FileSourceOptions, { lives, readers, tell, unreadable, folder }: LookParts) {
    this.#options = options;
    this.#lives = lives;
    this.#readers = readers;
    this.#tell = tell;
    this.#unreadable = unreadable;
    this.#recogniser = new Recogniser(lives, () => options.clock.nowMs());
    this.#firstLooks = new FirstLooks(options);
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
    return this.#unripe.size > 0 || this.#lives.trials.size > 0;
  }

  /** Looks at everything. New lives are in the store when it resolves. */
  async full(): Promise<void> {
    this.#lives.look += 1;
    this.#listings.clear();
    this.#recogniser.startLook();
    const shown = await this.#walk();
    const unknown: Shown[] = [];
    for (const one of shown.values()) if (!(await this.see(one.found, one.input))) unknown.push(one);
    for (const [key, life] of [...this.#lives.byKey]) if (!shown.has(key)) await this.#seekUnseen(life);
    await this.#recogniseAll(unknown);
    for (const life of [...this.#lives.homeless]) await this.#seekCopy(life, shown);
    this.#clean(shown);
    this.#lives.giveUp();
  }

  /** A file that is known, as it is now: false where the life that was in it is not any more, or none is known. */
  async see(found: FoundFile, input?: number): Promise<boolean> {
    const life = this.#lives.byKey.get(fileKey(found));
    if (life === undefined) return this.#isSettled(found);
    const { home, reader } = life;
    if (this.#isIdle(life, found, input)) return true;
    if (home !== undefined && home.path !== found.path) this.#lives.rotated(life);
    else if (!life.isSeen) this.#lives.notRotated(life);
    life.isSeen = true;
    if (isUnchanged(life.settled, found)) return this.#keep(life, found, input);
    if (reader !== undefined) {
      const hasChanged = !isUnchanged(home, found);
      if (hasChanged && reader.content.compression !== undefined) {
        // More of a stream that was cut off.
        await this.#readers.release(life);
        this.#readers.ready.add(life);
        return this.#keep(life, found, input);
      }
      const isSame = !hasChanged || (await reader.recheck().catch(() => true)); // Its turn tells.
      if (isSame) return this.#keep(life, found, input);
      await this.#readers.release(life);
    } else {
      if (life.isOnTrial) {
        this.#readers.ready.add(life);
        return this.#keep(life, found, input);
      }
      this.#lives.place(life, found, input);
      if ((await this.#readers.admit(life)) !== 'other') return true;
    }
    const other = await this.#otherIn(found);
    this.#lives.loseHome(life, other === undefined ? 'cut' : 'gone');
    if (other === undefined) return false;
    if (other.known.path !== found.path) this.#lives.rotated(other);
    this.#lives.place(other, found, input);
    this.#readers.ready.add(other);
    return true;
  }

  /** The store may know of several lives in one inode, one after the other: the content tells which is there. */
  async #otherIn(found: FoundFile): Promise<Life | undefined> {
    for (const life of this.#lives.homeless) {
      if (fileKey(life.known) !== fileKey(found)) continue;
      const kind = await this.#recogniser.isIn(life, found).catch(() => undefined); // It cannot be read now.
      if (kind === 'home') return life;
    }
    return undefined;
  }

  /** Nearly always: nothing is new about it, and that costs nearly nothing. */
  #isIdle(life: Life, found: FoundFile, input: number | undefined): boolean {
    const isSame = life.home?.path === found.path && (input ?? life.known.input) === life.known.input;
    return isSame && life.isSeen && isUnchanged(life.settled, found);
  }

  #keep(life: Life, found: FoundFile, input: number | undefined): true {
    if (life.isOnTrial) life.home = found;
    else this.#lives.place(life, found, input);
    return true;
  }

  async #walk(): Promise<Map<string, Shown>> {
    const shown = new Map<string, Shown>();
    for (const [input, walk] of this.#walks.entries()) {
      for (const found of await walkFor(walk)) {
        const key = fileKey(found);
        if (!shown.has(key)) shown.set(key, { found, input }); // It is the input's that stands first.
      }
    }
    return shown;
  }

  /** No life is in it, and none has to be looked for. */
  #isSettled(found: FoundFile): boolean {
    const key = fileKey(found);
    const twin = this.#lives.twins.get(key);
    if (twin !== undefined) {
      const { life, bytes, isShort, version } = twin;
      const needsNoLook = life.home === undefined ? bytes <= life.offset : !isShort;
      return needsNoLook && version === versionOf(found);
    }
    return this.#unsupported.get(key) === versionOf(found);
  }

  /** A file that no pattern shows: rotated away, or deleted. */
  async #seekUnseen(life: Life): Promise<void> {
    const { home } = life;
    if (home === undefined) return;
    life.isSeen = false;
    if (life.reader !== undefined) {
      this.#lives.rotated(life); // Its descriptor still reads it.
      if (await life.reader.recheck().catch(() => true)) return; // Its turn tells.
      await this.#readers.release(life);
      return this.#lives.loseHome(life, 'cut');
    }
    const inPlace = lookAtQuietly(home.path);
    const isIt = (file: FoundFile) => fileKey(file) === fileKey(home);
    let found = inPlace !== undefined && isIt(inPlace) ? inPlace : undefined;
    if (found === undefined) {
      const files = this.#filesBeside(home);
      if (files === undefined) return; // A folder that is not mounted, or closed to us, says nothing.
      found = files.find(isIt);
    }
    if (found === undefined) return this.#lives.loseHome(life, 'gone');
    await this.see(found);
    life.isSeen = false;
  }

  async #recogniseAll(unknown: readonly Shown[]): Promise<void> {
    const minted: Life[] = [];
    // Of two copies the longer one holds more: the other may have been made before.
    const inOrder =
      this.#lives.homeless.size === 0
        ? unknown
        : unknown.toSorted((left, right) => textBytesGuess(right.found) - textBytesGuess(left.found));
    for (const { found, input } of inOrder) {
      try {
        if (this.#isTooOld(found, input) || this.#isUnripe(found)) continue;
        const recognised = await this.#recogniser.recognise(found);
        const life = await this.#take(recognised, found, input);
        if (life !== undefined) minted.push(life);
      } catch (error) {
        this.#unreadable(found.path, error);
      }
    }
    this.#add(minted);
  }

  async #take(recognised: Recognised, found: FoundFile, input: number): Promise<Life | undefined> {
    switch (recognised.kind) {
      case 'later':
        return undefined;
      case 'unsupported':
        this.#unsupported.set(fileKey(found), versionOf(found));
        this.#tell(found.path, 'compressed', () =>
          this.#options.events.fileSkipped(found.path, `it is compressed with ${recognised.compression}`),
        );
        return undefined;
      case 'twin': {
        const { life, bytes, isShort } = recognised;
        const { path } = life.known;
        this.#tell(found.path, `copy ${path}`, () => this.#options.events.fileCopied(found.path, path));
        const before = this.#lives.twins.get(fileKey(found));
        const sinceMs = before?.isShort === true ? before.sinceMs : this.#options.clock.nowMs();
        this.#lives.twins.set(fileKey(found), { life, bytes, isShort, version: versionOf(found), sinceMs });
        return undefined;
      }
      case 'home':
      case 'trial':
        this.#move(recognised.life, recognised.kind, found, input);
        return undefined;
      case 'new':
        return await this.#begin(recognised, input);
    }
  }

  #move(life: Life, kind: 'home' | 'trial', found: FoundFile, input: number): void {
    if (kind === 'home') this.#lives.place(life, found, input);
    else this.#lives.tryPlace(life, found);
    this.#lives.rotated(life);
    this.#readers.ready.add(life);
  }

  async #begin(recognised: Recognised & { kind: 'new' }, input: number): Promise<Life> {
    const { head, content, found } = recognised;
    try {
      const { path, device, inode } = found;
      const generation = this.#options.mintGeneration();
      const known = {
        generation,
        path,
        input,
        device,
        inode,
        head: fingerprint(head),
        offset: 0,
        markers: [],
      };
      const start = this.#firstLooks.isFromEnd(input, found.modifiedNs) ? await endOf(content) : {};
      const life = this.#lives.begin({ ...known, ...start }, found);
      // Nobody writes a compressed file any more.
      if (content.compression !== undefined) life.rotatedAtMs = this.#options.clock.nowMs();
      return life;
    } finally {
      await content.close();
    }
  }

  #add(minted: readonly Life[]): void {
    try {
      this.#options.store.add(minted.map(({ known }): KnownFile => known));
      this.#firstLooks.remember();
    } catch (error) {
      if (!isNotWritten(error)) throw error;
      for (const life of minted) this.#lives.undo(life);
      if (!this.#isPaused) this.#options.events.readingPaused(error);
      this.#isPaused = true;
      return;
    }
    if (this.#isPaused) this.#options.events.readingResumed();
    this.#isPaused = false;
    for (const life of minted) this.#readers.ready.add(life);
  }

  /** Where a pattern does not show the copy of a life that was cut, or compressed before it was read to its end. */
  async #seekCopy(life: Life, shown: ReadonlyMap<string, Shown>): Promise<void> {
    const isWhole = life.wasRead && life.sizeSeen <= life.offset;
    if (isEmpty(life) || !this.#lives.homeless.has(life)) return;
    // The longer copy first, as above.
    const files = (this.#filesBeside(life.known) ?? []).toSorted(
      (left, right) => textBytesGuess(right) - textBytesGuess(left),
    );
    let withNothingNew: FoundFile | undefined;
    let mayComeMore = false;
    for (const found of files) {
      const key = fileKey(found);
      if (shown.has(key) || this.#lives.byKey.has(key) || life.notIn.has(versionOf(found))) continue;
      if (!isRotationOf(life.known.path, found.path)) continue;
      if (this.#isUnripe(found)) {
        mayComeMore = true;
        continue;
      }
      const kind = await this.#recogniser.isIn(life, found, isWhole).catch(() => undefined); // It is none that can be read.
      if (kind === 'home' && found.size <= life.offset) withNothingNew ??= found;
      else if (kind !== undefined) return this.#move(life, kind, found, life.known.input);
      else life.notIn.add(versionOf(found));
    }
    if (withNothingNew !== undefined && !mayComeMore)
      this.#move(life, 'home', withNothingNew, life.known.input);
  }

  #isTooOld({ modifiedNs }: FoundFile, input: number): boolean {
    const ignoreOlderThanMs = this.#options.inputs[input]?.ignoreOlderThanMs;
    if (ignoreOlderThanMs === undefined) return false;
    return this.#options.clock.nowMs() - Number(modifiedNs / 1_000_000n) > ignoreOlderThanMs;
  }

  /** Only by name: to look into each file at each look would cost more than a second look at a compressed one. */
  #isUnripe(found: FoundFile): boolean {
    if (!compressedName.test(found.path)) return false;
    const version = versionOf(found);
    this.#ripening.set(fileKey(found), version);
    return this.#unripe.get(fileKey(found)) !== version;
  }

  #filesBeside({ path, device }: Pick<FoundFile, 'path' | 'device'>): FoundFile[] | undefined {
    const folder = dirname(path);
    if (!this.#listings.has(folder)) this.#listings.set(folder, filesIn(folder, device));
    return this.#listings.get(folder);
  }

  /** Forgets what is gone. */
  #clean(shown: ReadonlyMap<string, Shown>): void {
    this.#unripe = this.#ripening;
    this.#ripening = new Map();
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

const compressedName = /\.(?:gz|zst|zstd)$/;

/** Logs become a tenth when they are compressed; only to know which of two copies is the longer one. */
function textBytesGuess({ path, size }: FoundFile): number {
  return compressedName.test(path) ? size * 10 : size;
}

/** The end of the text, with the window before it. */
async function endOf(content: Content) {
  while (!(await content.skipTo(Number.POSITIVE_INFINITY)));
  const { size } = await content.status();
  const bytes = Buffer.alloc(Math.min(size, windowBytesMax));
  await content.read(bytes, bytes.length, size - bytes.length);
  const window = windowBefore(size, bytes);
  return window === undefined ? { offset: size } : { offset: size, window };
}
