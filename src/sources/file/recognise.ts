import type { Content } from './content.ts';
import { type FoundFile, isMissing } from './found-file.ts';
import { beginsAlike, fingerprint, headBytesMax, readHead } from './identity.ts';
import { type Life, versionOf } from './life.ts';
import type { FileLives, FoundTwin } from './lives.ts';
import { isRotationOf, originalsOf } from './names.ts';
import { openContent } from './open-content.ts';
import { FileReader } from './reader.ts';

/** A copy that stays shorter than its original for so long is none, ms. */
const shortTwinMs = 60_000;

/** What a file is that stands where none is known to stand. */
export type Recognised =
  /** A homeless life is in it, or may be (a compressed file shows it only once it was read up to the offset). */
  | { readonly kind: 'home' | 'trial'; readonly life: Life }
  /** A copy of what is read elsewhere. */
  | FoundTwin
  | { readonly kind: 'new'; readonly head: Buffer; readonly content: Content; readonly found: FoundFile }
  | { readonly kind: 'unsupported'; readonly compression: string }
  | { readonly kind: 'later' };

/** A file that grows on with its original is no copy: somebody writes the same lines to both. */
const timesGrownMax = 1;

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
 * is cut or gone, or comes up while that is remembered.
 */
export class Recogniser {
  readonly #lives: FileLives;
  readonly #nowMs: () => number;
  /** Made anew for each look that needs it. */
  #lookedUp: Standing | undefined;

  constructor(lives: FileLives, nowMs: () => number) {
    this.#lives = lives;
    this.#nowMs = nowMs;
  }

  startLook(): void {
    this.#lookedUp = undefined;
  }

  /** The content is the caller's where it is `new`; else it is closed. */
  async recognise(found: FoundFile): Promise<Recognised> {
    const opened = await openContent(found).catch((error: unknown) => {
      if (isMissing(error)) return undefined; // Renamed since the look.
      throw error;
    });
    if (opened === undefined) return { kind: 'later' };
    const { content } = opened;
    let recognised: Recognised | undefined;
    try {
      if (content.compression === 'bzip2' || content.compression === 'xz') {
        recognised = { kind: 'unsupported', compression: content.compression };
        return recognised;
      }
      const head = await readHead(content);
      if (head.length === 0 && this.#isCopyToBe(found)) {
        recognised = { kind: 'later' };
        return recognised;
      }
      const lives = [...this.#lives.homeless].sort((left, right) => right.offset - left.offset);
      const original = await this.#findOriginal(opened.found, content, head);
      recognised =
        // That it holds all of a file that stands says more than that it begins as one did that is gone.
        (original?.isShort === false ? original : undefined) ??
        (await this.#findHomeless(opened.found, content, head, lives.filter(tellsMore))) ??
        this.#waitForTrial(opened.found, head) ??
        original ??
        (await this.#findHomeless(
          opened.found,
          content,
          head,
          lives.filter((life) => !tellsMore(life)),
        )) ??
        ({ kind: 'new', head, content, found: opened.found } as const);
      return recognised;
    } finally {
      if (recognised?.kind !== 'new') await content.close();
    }
  }

  /**
   * Whether this one life is in the file, which no pattern matches. With `isWhole`, where all that was seen of it was
   * read: only a file that holds more is of interest. Its name, or its place, is evidence that it may be.
   */
  async isIn(life: Life, found: FoundFile, isWhole = false): Promise<'home' | 'trial' | undefined> {
    const opened = await openContent(found);
    if (opened === undefined) return undefined;
    const { content, textBytesTold } = opened;
    try {
      if (content.compression === 'bzip2' || content.compression === 'xz') return undefined;
      if (isWhole && textBytesTold === life.offset % 2 ** 32) return undefined;
      const recognised = await this.#findHomeless(
        opened.found,
        content,
        await readHead(content),
        [life],
        true,
      );
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
    isRelated = false,
  ): Promise<{ readonly kind: 'home' | 'trial'; readonly life: Life } | undefined> {
    for (const life of lives) {
      if (life.notIn.has(versionOf(found)) || !isEvidence(life, found, head, isRelated)) continue;
      if (content.compression !== undefined) return { kind: 'trial', life };
      const options = {
        lineBytesMax: 0,
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

  async #findOriginal(found: FoundFile, content: Content, head: Buffer): Promise<FoundTwin | undefined> {
    for (const life of this.#originals(found, head)) {
      const compared = await bytesCopied(life, found, content).catch(() => undefined); // It is not to be read now.
      if (compared === undefined) continue;
      const { bytes, originalBytes } = compared;
      const isShort = bytes < life.offset;
      const before = this.#lives.twins.get(`${found.device}:${found.inode}`);
      const firstBytes = before?.firstBytes ?? originalBytes;
      const hasGrown = before !== undefined && bytes > before.bytes && bytes > firstBytes;
      const timesGrown = (before?.timesGrown ?? 0) + (hasGrown ? 1 : 0);
      if (timesGrown > timesGrownMax) continue;
      const sinceMs = before?.isShort === true ? before.sinceMs : this.#nowMs();
      if (!isShort || this.#nowMs() - sinceMs < shortTwinMs)
        return { kind: 'twin', life, bytes, isShort, firstBytes, timesGrown };
    }
    return undefined;
  }

  /** Lives that are somewhere else, were there before this look, and may have been copied. */
  #originals(found: FoundFile, head: Buffer): Life[] {
    if (head.length === 0) return [];
    const related = originalsOf(found.path).flatMap((path) => this.#lives.byPath.get(path) ?? []);
    const { byHead, nameless } = this.#standing();
    const gone = nameless.filter(({ known }) => isRotationOf(known.path, found.path));
    const alike = head.length < headBytesMax ? [] : (byHead.get(fingerprint(head).hash) ?? []);
    const isOther = ({ home, sinceLook }: Life) =>
      home !== undefined &&
      sinceLook < this.#lives.look &&
      !(home.device === found.device && home.inode === found.inode);
    return [...new Set([...related, ...gone, ...alike])].filter(isOther);
  }

  #standing(): Standing {
    if (this.#lookedUp !== undefined) return this.#lookedUp;
    const byHead = new Map<string, Life[]>();
    const nameless: Life[] = [];
    for (const life of this.#lives.byKey.values()) {
      if (!life.isSeen && life.reader !== undefined) nameless.push(life);
      const { length, hash } = life.known.head;
      if (length < headBytesMax) continue;
      const alike = byHead.get(hash);
      if (alike === undefined) byHead.set(hash, [life]);
      else alike.push(life);
    }
    this.#lookedUp = { byHead, nameless };
    return this.#lookedUp;
  }
}

interface Standing {
  /** By all that can be known of their beginning. */
  readonly byHead: ReadonlyMap<string, readonly Life[]>;
  /** Whose file is open, but has no name that a pattern shows: another one may have its last name. */
  readonly nameless: readonly Life[];
}

/** Whether what was read of it tells it from all files that begin alike. */
function tellsMore({ offset, known }: Life): boolean {
  return offset > headBytesMax || known.head.length < headBytesMax;
}

/** `isRelated`: whether its name is one that a rotation gives; behind a link, the paths do not tell. */
function isEvidence(life: Life, found: FoundFile, head: Buffer, isRelated = false): boolean {
  const { known } = life;
  if (!beginsAlike(known.head, head)) return false;
  const isItsInode = known.device === found.device && known.inode === found.inode;
  if (isItsInode || known.head.length >= headBytesMax) return true;
  return known.head.length > 0 && (isRelated || isRotationOf(known.path, found.path));
}

/** How many bytes a copy of the life's file holds, and that; undefined where it is none: it holds more, or others. */
async function bytesCopied(
  life: Life,
  found: FoundFile,
  copy: Content,
): Promise<{ readonly bytes: number; readonly originalBytes: number } | undefined> {
  // What is open is there to be read even where its name is gone: gzip removes it once the copy is whole.
  const open = life.reader?.content.compression === undefined ? life.reader?.content : undefined;
  const original = open ?? (life.home === undefined ? undefined : (await openContent(life.home))?.content);
  if (original === undefined) return undefined;
  try {
    if (!(await beginAlike(original, copy))) return undefined;
    const originalBytes = await textBytes(original, Number.POSITIVE_INFINITY);
    const bytes = await textBytes(copy, originalBytes + 1);
    if (bytes > originalBytes || bytes === 0) return undefined;
    if (bytes < headBytesMax && !isRotationOf(life.known.path, found.path)) return undefined;
    const headBytes = Math.min(bytes, headBytesMax);
    const isAlike =
      (await hasSame(original, copy, 0, headBytes)) &&
      (await hasSame(original, copy, bytes - headBytes, headBytes));
    return isAlike ? { bytes, originalBytes } : undefined;
  } finally {
    if (original !== open) await original.close();
  }
}

/** As far as both go. */
async function beginAlike(left: Content, right: Content): Promise<boolean> {
  const heads = [await readHead(left), await readHead(right)] as const;
  const length = Math.min(headBytesMax, heads[0].length, heads[1].length);
  return heads[0].subarray(0, length).equals(heads[1].subarray(0, length));
}

async function textBytes(content: Content, bytesMax: number): Promise<number> {
  while (!(await content.skipTo(bytesMax)));
  return Math.min((await content.status()).size, bytesMax);
}

async function hasSame(left: Content, right: Content, offset: number, length: number): Promise<boolean> {
  const [leftBytes, rightBytes] = [Buffer.alloc(length), Buffer.alloc(length)];
  await left.read(leftBytes, length, offset);
  await right.read(rightBytes, length, offset);
  return leftBytes.equals(rightBytes);
}
