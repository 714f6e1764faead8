import { basename, dirname } from 'node:path';
import { type Compared, CopyComparison, comparedPieceBytes } from './copy-comparison.ts';
import { type FoundFile, fileKey, placeOf } from './found-file.ts';
import { fingerprint, headBytesMax } from './identity.ts';
import type { Life } from './life.ts';
import type { FileLives, FoundTwin } from './lives.ts';
import { isNameOfCopy, isPathOfCopy, originalsOf } from './names.ts';

/** A copy that stays shorter than its original for so long is none, ms. */
const shortTwinMs = 60_000;

/** A file that grows on with its original is no copy: somebody writes the same lines to both. */
const timesGrownMax = 1;

/** Pieces that one look compares; what is left is compared in turns, between those of the files that are read. */
const piecesPerLookMax = 8;

/** A life that a file may be a copy of; related: by their names, it is made of it. */
interface Original {
  readonly life: Life;
  readonly isRelated: boolean;
}

/**
 * Finds out which files are copies of such that stand, or are open still. The evidence: all they hold stands there,
 * too, byte for byte; and their name is one that rotations give to what they make of it. Where only the content tells
 * of what a file was made, it is a copy if it holds all of that, and is compressed, or bears its name in another folder.
 * Whatever else is like another file is a log of its own.
 */
export class Copies {
  readonly #lives: FileLives;
  readonly #nowMs: () => number;
  readonly #comparisons = new Map<string, CopyComparison>();
  #buffers: readonly [Buffer, Buffer] | undefined;
  #asked = new Set<string>();
  #piecesLeft = piecesPerLookMax;
  /** Made anew for each look that needs it. */
  #lookedUp: Standing | undefined;

  constructor(lives: FileLives, nowMs: () => number) {
    this.#lives = lives;
    this.#nowMs = nowMs;
  }

  /** Whether files are being compared. */
  get isBusy(): boolean {
    return this.#running() !== undefined;
  }

  startLook(): void {
    this.#lookedUp = undefined;
    this.#piecesLeft = piecesPerLookMax;
    this.#asked = new Set();
  }

  /** Forgets comparisons that nobody asked for any more. */
  async lookDone(): Promise<void> {
    for (const [key, comparison] of this.#comparisons) {
      if (this.#asked.has(key)) continue;
      this.#comparisons.delete(key);
      await comparison.close();
    }
  }

  /** Compares one piece; true where that showed something that a look is to be told. */
  async step(): Promise<boolean> {
    const comparison = this.#running();
    if (comparison === undefined) return false;
    await this.#step(comparison);
    return comparison.compared.kind !== 'running';
  }

  async close(): Promise<void> {
    for (const comparison of this.#comparisons.values()) await comparison.close();
    this.#comparisons.clear();
  }

  /** What the file is a copy of; `later` while it is compared. */
  async find(
    found: FoundFile,
    head: Buffer,
    isCompressed: boolean,
  ): Promise<FoundTwin | 'later' | undefined> {
    for (const { life, isRelated } of this.#originals(found, head, isCompressed)) {
      const compared = await this.#compare(life, found);
      if (compared.kind === 'running' || compared.kind === 'moved') return 'later';
      const twin = compared.kind === 'same' ? this.#judge(life, found, compared, isRelated) : undefined;
      if (twin !== undefined) return twin;
    }
    return undefined;
  }

  #judge(
    life: Life,
    found: FoundFile,
    { bytes, originalBytes }: Compared & { kind: 'same' },
    isRelated: boolean,
  ): FoundTwin | undefined {
    if (!isRelated && bytes < headBytesMax) return undefined;
    const isShort = bytes < (isRelated ? life.offset : originalBytes);
    const before = this.#lives.twins.get(fileKey(found));
    const firstBytes = before?.firstBytes ?? originalBytes;
    const hasGrown = before !== undefined && bytes > before.bytes && bytes > firstBytes;
    const timesGrown = (before?.timesGrown ?? 0) + (hasGrown ? 1 : 0);
    if (timesGrown > timesGrownMax) return undefined;
    const sinceMs = before?.isShort === true ? before.sinceMs : this.#nowMs();
    if (isShort && this.#nowMs() - sinceMs >= shortTwinMs) return undefined;
    return { kind: 'twin', life, bytes, isShort, firstBytes, timesGrown };
  }

  async #compare(life: Life, found: FoundFile): Promise<Compared> {
    const key = `${fileKey(found)} ${life.known.generation}`;
    this.#asked.add(key);
    const comparison = this.#comparisons.get(key) ?? new CopyComparison(life, found);
    this.#comparisons.set(key, comparison);
    comparison.update(found);
    while (comparison.compared.kind === 'running' && this.#piecesLeft > 0) {
      this.#piecesLeft -= 1;
      await this.#step(comparison);
    }
    return comparison.compared;
  }

  /** One after the other: few files are open for it. */
  #running(): CopyComparison | undefined {
    for (const comparison of this.#comparisons.values())
      if (comparison.compared.kind === 'running') return comparison;
    return undefined;
  }

  #step(comparison: CopyComparison): Promise<void> {
    this.#buffers ??= [Buffer.allocUnsafe(comparedPieceBytes), Buffer.allocUnsafe(comparedPieceBytes)];
    return comparison.step(...this.#buffers);
  }

  /** Lives that are somewhere else, were there before this look, and may have been copied. */
  #originals(found: FoundFile, head: Buffer, isCompressed: boolean): Original[] {
    if (head.length === 0) return [];
    const { byHead, nameless } = this.#standing();
    const byName = [
      ...originalsOf(placeOf(found)).flatMap((path) => this.#lives.byPath.get(path) ?? []),
      ...nameless,
    ].filter(({ known }) => isPathOfCopy(placeOf(known), placeOf(found)));
    const alike = head.length < headBytesMax ? [] : (byHead.get(fingerprint(head).hash) ?? []);
    const related = new Set(byName);
    const others = alike.filter((life) => !related.has(life) && mayBeMade(life, found, isCompressed));
    return [
      ...[...related].map((life) => ({ life, isRelated: true })),
      ...others.map((life) => ({ life, isRelated: false })),
    ].filter(({ life }) => this.#isOther(life, found));
  }

  #isOther({ home, sinceLook }: Life, found: FoundFile): boolean {
    return home !== undefined && sinceLook < this.#lives.look && fileKey(home) !== fileKey(found);
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

/** Whether the file may be made of that of the life, though its name is not made of its name. */
function mayBeMade({ known }: Life, found: FoundFile, isCompressed: boolean): boolean {
  if (isCompressed) return true;
  const [original, path] = [placeOf(known), placeOf(found)];
  return dirname(original) !== dirname(path) && isNameOfCopy(basename(original), basename(path));
}
