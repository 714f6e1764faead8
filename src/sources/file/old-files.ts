import type { HeadFingerprint } from '../../record/position.ts';
import { type FoundFile, fileKey, placeOf } from './found-file.ts';
import { fingerprint, headBytesMax } from './identity.ts';
import { type Life, versionOf } from './life.ts';
import type { FileLives } from './lives.ts';
import { isRotationOf } from './names.ts';

/** A life that lost its file is looked for in old files at so many looks: until a compressed one is known to be whole. */
const looksMax = 3;

interface OldFile {
  readonly version: string;
  readonly head: HeadFingerprint;
}

/**
 * Files that nobody knows, and that are too old to be begun. They are looked into once, and again only when a life may be
 * in them: what is known of a log is read to its end, however old it is.
 */
export class OldFiles {
  readonly #lives: FileLives;
  readonly #files = new Map<string, OldFile>();

  constructor(lives: FileLives) {
    this.#lives = lives;
  }

  add(found: FoundFile, head: Buffer): void {
    this.#files.set(fileKey(found), { version: versionOf(found), head: fingerprint(head) });
  }

  /** Whether there is no use in looking into it again. */
  isStillOld(found: FoundFile): boolean {
    const old = this.#files.get(fileKey(found));
    if (old?.version !== versionOf(found)) return false;
    for (const life of this.#lives.homeless)
      if (this.#isLostNow(life) && mayBeIn(life, found, old)) return false;
    return true;
  }

  /** Forgets files that are gone. */
  lookDone(shown: ReadonlyMap<string, unknown>): void {
    for (const key of this.#files.keys()) if (!shown.has(key)) this.#files.delete(key);
  }

  #isLostNow({ homelessSince }: Life): boolean {
    return homelessSince !== undefined && this.#lives.look - homelessSince.look <= looksMax;
  }
}

function mayBeIn({ known, notIn }: Life, found: FoundFile, { head, version }: OldFile): boolean {
  if (notIn.has(version)) return false;
  if (known.head.length >= headBytesMax) return known.head.hash === head.hash;
  return fileKey(known) === fileKey(found) || isRotationOf(placeOf(known), placeOf(found));
}
