import type { KnownFile } from '../../record/position.ts';
import type { Content } from './content.ts';
import type { Copies } from './copies.ts';
import { type FoundFile, fileKey, isMissing, placeOf, withRealPath } from './found-file.ts';
import { beginsAlike, headBytesMax, readHead } from './identity.ts';
import { isMadeByKernel } from './kernel-files.ts';
import { isSkipped, type Life, versionOf } from './life.ts';
import type { FileLives, FoundTwin } from './lives.ts';
import { isRotationOf, originalsOf } from './names.ts';
import { openContent } from './open-content.ts';
import { FileReader } from './reader.ts';

/** What a file is that stands where none is known to stand. */
export type Recognised =
  /** A homeless life is in it, or may be (a compressed file shows it only once it was read up to the offset). */
  | { readonly kind: 'home' | 'trial'; readonly life: Life }
  /** A copy of what is read elsewhere. */
  | FoundTwin
  | { readonly kind: 'new'; readonly head: Buffer; readonly content: Content; readonly found: FoundFile }
  /** It is compressed in a way that is not read here, or no file of a disk. */
  | { readonly kind: 'unsupported'; readonly reason: string; readonly isRefused?: true }
  | { readonly kind: 'later' };

/**
 * Recognises the content of files in inodes that are not known, so that what was shipped is not shipped again under
 * another name, and what was not is found again: after a copy and truncate, a move to another file system, a
 * compression.
 *
 * The evidence: the file begins as the known one does, and holds the same bytes before the offset up to which that was
 * read. Where all of {@link headBytesMax} bytes of the beginning are known, that is enough for any file; where fewer are,
 * only for one whose name says that a rotation made it. With less the file is taken for a new one: to ship a line twice
 * is better than to lose one. What nobody can close is the window between a copy and the truncation after it: bytes that
 * the writer adds in between are in neither file. And a copy is recognised only if it is there before its original
 * is cut or gone ({@link Copies}), or comes up while that is remembered.
 */
export class Recogniser {
  readonly #lives: FileLives;
  readonly #copies: Copies;

  constructor(lives: FileLives, copies: Copies) {
    this.#lives = lives;
    this.#copies = copies;
  }

  /** The content is the caller's where it is `new`; else it is closed. */
  async recognise(found: FoundFile): Promise<Recognised> {
    if (found.size === 0 && (await isMadeByKernel(found)))
      return { kind: 'unsupported', reason: 'the kernel makes it up as it is read', isRefused: true };
    const opened = await openContent(found).catch((error: unknown) => {
      if (isMissing(error)) return undefined; // Renamed since the look.
      throw error;
    });
    if (opened === undefined) return { kind: 'later' };
    const { content } = opened;
    const there = withRealPath(opened.found);
    let recognised: Recognised | undefined;
    try {
      if (content.compression === 'bzip2' || content.compression === 'xz') {
        recognised = { kind: 'unsupported', reason: `it is compressed with ${content.compression}` };
        return recognised;
      }
      const head = await readHead(content);
      if (head.length === 0 && this.#isCopyToBe(found)) {
        recognised = { kind: 'later' };
        return recognised;
      }
      const lives = [...this.#lives.homeless].sort((left, right) => right.offset - left.offset);
      const original = await this.#copies.find(there, head, content.compression !== undefined);
      if (original === 'later') {
        recognised = { kind: 'later' };
        return recognised;
      }
      recognised =
        // That it holds all of a file that stands says more than that it begins as one did that is gone.
        (original?.isShort === false ? original : undefined) ??
        (await this.#findHomeless(there, content, head, lives.filter(tellsMore))) ??
        this.#waitForTrial(there, head) ??
        original ??
        (await this.#findHomeless(
          there,
          content,
          head,
          lives.filter((life) => !tellsMore(life)),
        )) ??
        ({ kind: 'new', head, content, found: there } as const);
      return recognised;
    } finally {
      if (recognised?.kind !== 'new') await content.close();
    }
  }

  /**
   * Whether this one life is in the file, which no pattern matches. With `isWhole`, where all that was seen of it was
   * read: only a file that holds more is of interest.
   */
  async isIn(life: Life, found: FoundFile, isWhole = false): Promise<'home' | 'trial' | undefined> {
    const opened = await openContent(found);
    if (opened === undefined) return undefined;
    const { content, textBytesTold } = opened;
    try {
      if (content.compression === 'bzip2' || content.compression === 'xz') return undefined;
      if (isWhole && textBytesTold === life.offset % 2 ** 32) return undefined;
      const recognised = await this.#findHomeless(opened.found, content, await readHead(content), [life]);
      return recognised?.kind;
    } finally {
      await content.close();
    }
  }

  /** Whoever copies a file makes an empty one first; what it will hold tells whether it is a copy. */
  #isCopyToBe({ path }: FoundFile): boolean {
    return originalsOf(path).some((original) => original !== path && this.#lives.byPath.has(original));
  }

  async #findHomeless(
    found: FoundFile,
    content: Content,
    head: Buffer,
    lives: readonly Life[],
  ): Promise<{ readonly kind: 'home' | 'trial'; readonly life: Life } | undefined> {
    for (const life of lives) {
      if (life.notIn.has(versionOf(found)) || !isEvidence(life, found, head)) continue;
      if (content.compression !== undefined) return { kind: 'trial', life };
      const options = {
        lineBytesMax: 0,
        turnBytes: 0,
        encoding: 'utf-8',
        skipHeaderLines: 0,
        headGrew: () => {},
        headerSkipped: () => {},
      } as const;
      const checked = await new FileReader(life, content, options).check();
      if (checked === 'same') return { kind: 'home', life };
      life.notIn.add(versionOf(found));
    }
    return undefined;
  }

  /** A life that may be in this file is looked for in another one now. */
  #waitForTrial(found: FoundFile, head: Buffer): Recognised | undefined {
    const mayBeIn = (life: Life) => !life.notIn.has(versionOf(found)) && isEvidence(life, found, head);
    return [...this.#lives.trials].some(mayBeIn) ? { kind: 'later' } : undefined;
  }
}

/** Whether what was read of it tells it from all files that begin alike. */
function tellsMore({ offset, known }: Life): boolean {
  return offset > headBytesMax || known.head.length < headBytesMax;
}

function isEvidence(life: Life, found: FoundFile, head: Buffer): boolean {
  const { known } = life;
  // What begins as it does is another file: it is known by its place only.
  if (isSkipped(life)) return false;
  if (!beginsAlike(known.head, head)) return false;
  if (known.head.length >= headBytesMax || isOnOtherDevice(known, found)) return true;
  if (life.homelessSince?.isGone !== true && fileKey(known) === fileKey(found)) return true;
  return known.head.length > 0 && isRotationOf(placeOf(known), placeOf(found));
}

/** Its device has another number now: its path, and its inode, are what they were. */
function isOnOtherDevice(known: KnownFile, found: FoundFile): boolean {
  const isItsInode = known.inode === found.inode && known.device !== found.device;
  return isItsInode && placeOf(known) === placeOf(found);
}
