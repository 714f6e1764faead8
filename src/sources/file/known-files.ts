import { type FoundFile, fileKey, isUnchanged, lookAtQuietly } from './found-file.ts';
import { isLeftOut, isSkipped, type Life, type LifeReader, versionOf } from './life.ts';
import type { Listings } from './listings.ts';
import type { FileLives } from './lives.ts';
import type { Readers } from './readers.ts';
import type { Recogniser } from './recognise.ts';
import { hasCompressedName } from './ripeness.ts';

export interface KnownFilesParts {
  readonly lives: FileLives;
  readonly readers: Readers;
  readonly recogniser: Recogniser;
  readonly listings: Listings;
  /** Hears at each look of a file that was followed in an earlier run, and that no input shows any more. */
  readonly leftOut: (path: string) => void;
}

/** Looks at the files of lives that have a home: whether they are still in it, and have something new. */
export class KnownFiles {
  readonly #lives: FileLives;
  readonly #readers: Readers;
  readonly #recogniser: Recogniser;
  readonly #listings: Listings;
  readonly #leftOut: (path: string) => void;

  constructor({ lives, readers, recogniser, listings, leftOut }: KnownFilesParts) {
    this.#lives = lives;
    this.#readers = readers;
    this.#recogniser = recogniser;
    this.#listings = listings;
    this.#leftOut = leftOut;
  }

  /** A file that is known, as it is now: false where the life that was in it is not any more, or none is known. */
  async see(found: FoundFile, input?: number): Promise<boolean> {
    const life = this.#lives.byKey.get(fileKey(found));
    if (life === undefined) return this.#isSettled(found);
    const { home, reader } = life;
    life.wasShown ||= input !== undefined;
    if (this.#isIdle(life, found, input)) return true;
    if (isSkipped(life)) return this.#seeSkipped(life, found, input);
    if (home !== undefined && home.path !== found.path) this.#lives.rotated(life);
    else if (!life.isSeen && input !== undefined) this.#lives.notRotated(life);
    life.isSeen = true;
    if (isUnchanged(life.settled, found)) return this.#keep(life, found, input);
    if (
      !(reader === undefined
        ? await this.#isInAgain(life, found, input)
        : await this.#isInStill(life, reader, found))
    ) {
      return this.#lost(life, found, input);
    }
    return this.#keep(life, found, input);
  }

  /**
   * Nothing of it is read. When it has another size it is another file in its inode, but for one that was still being
   * written when it was found.
   */
  #seeSkipped(life: Life, found: FoundFile, input: number | undefined): boolean {
    const { skippedBytes = 0 } = life.known;
    const isStillWritten = life.sinceLook > 0 && life.settled === undefined && found.size > skippedBytes;
    if (found.size !== skippedBytes && !isStillWritten) {
      this.#lives.end(life);
      return false;
    }
    this.#lives.place(life, found, input);
    this.#lives.settleSkipped(life, found);
    life.isSeen = true;
    return true;
  }

  /** It has no reader, and the file changed. */
  async #isInAgain(life: Life, found: FoundFile, input: number | undefined): Promise<boolean> {
    if (life.isOnTrial) {
      this.#readers.ready.add(life);
      return true;
    }
    const { known } = life;
    this.#lives.place(life, found, input);
    const admitted = await this.#readers.admit(life);
    if (admitted === 'other') this.#lives.keepPath(life, known);
    // Should it be gone before it can be opened, it is known how much of it is.
    if (admitted === 'later' && !hasCompressedName(found))
      life.sizeSeen = Math.max(life.sizeSeen, found.size);
    return admitted !== 'other';
  }

  async #isInStill(life: Life, reader: LifeReader, found: FoundFile): Promise<boolean> {
    if (isUnchanged(life.home, found)) return true;
    if (reader.content.compression !== undefined) {
      // More of a stream that was cut off: to be decompressed anew.
      await this.#readers.release(life);
      this.#readers.ready.add(life);
      return true;
    }
    if (await reader.recheck().catch(() => true)) return true; // Its turn tells.
    await this.#readers.release(life);
    return false;
  }

  async #lost(life: Life, found: FoundFile, input: number | undefined): Promise<boolean> {
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
    if (life.isOnTrial) this.#lives.tryPlace(life, found);
    else this.#lives.place(life, found, input);
    return true;
  }

  /** No life is in it, and none has to be looked for. */
  #isSettled(found: FoundFile): boolean {
    const twin = this.#lives.twins.get(fileKey(found));
    if (twin === undefined) return false;
    const { life, bytes, isShort, version } = twin;
    const needsNoLook = life.home === undefined ? bytes <= life.offset : !isShort;
    return needsNoLook && version === versionOf(found);
  }

  /** A file that no pattern shows: rotated away, or deleted. */
  async seekUnseen(life: Life): Promise<void> {
    const { home } = life;
    if (home === undefined) return;
    life.isSeen = false;
    const inPlace = lookAtQuietly(home.path);
    const isInPlace = inPlace !== undefined && fileKey(inPlace) === fileKey(home);
    if (isInPlace && isLeftOut(life)) return this.#leaveOut(life);
    if (life.reader !== undefined) {
      this.#lives.rotated(life); // Its descriptor still reads it.
      const isSame = await life.reader.recheck().catch(() => 'unknown' as const); // Its turn tells why.
      if (isSame === 'unknown') return this.#findName(life, home);
      if (isSame) return;
      await this.#readers.release(life);
      return this.#lives.loseHome(life, 'cut');
    }
    const found = isInPlace ? inPlace : this.#listings.sameFile(home);
    if (found === 'unknown') return this.#seekOnOtherDevice(life, home);
    if (found === undefined && isSkipped(life)) return this.#lives.end(life);
    if (found === undefined) return this.#lives.loseHome(life, 'gone');
    await this.see(found);
    life.isSeen = false;
  }

  /** Its descriptor fails: under its name it is opened anew. */
  #findName(life: Life, home: FoundFile): void {
    const found = this.#listings.sameFile(home);
    if (found !== undefined && found !== 'unknown') this.#lives.place(life, found);
  }

  /**
   * Devices have other numbers after the machine was started anew: those of LVM, NFS, btrfs, and of containers. Else
   * its file system is not mounted, and the life waits for it.
   */
  async #seekOnOtherDevice(life: Life, home: FoundFile): Promise<void> {
    for (const found of this.#listings.onOtherDevice(home)) {
      if (this.#lives.byKey.has(fileKey(found)) || life.notIn.has(versionOf(found))) continue;
      if (isSkipped(life) && found.size === life.known.skippedBytes) return this.#lives.place(life, found);
      const kind = await this.#recogniser.isIn(life, found).catch(() => undefined); // It cannot be read now.
      if (kind === undefined) life.notIn.add(versionOf(found));
      else return this.#moveTo(life, kind, found);
    }
  }

  #moveTo(life: Life, kind: 'home' | 'trial', found: FoundFile): void {
    if (life.home?.path !== found.path) this.#lives.rotated(life);
    if (kind === 'home') this.#lives.place(life, found);
    else this.#lives.tryPlace(life, found);
    this.#readers.ready.add(life);
  }

  /** Its place is remembered, for an input that shows it again. */
  async #leaveOut(life: Life): Promise<void> {
    await this.#readers.release(life);
    this.#leftOut(life.known.path);
  }
}
