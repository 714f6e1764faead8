import { isNotWritten, type KnownFile } from '../../record/position.ts';
import { FirstLooks } from './first-look.ts';
import { type FoundFile, isMissing } from './found-file.ts';
import type { Life } from './life.ts';
import type { FileLives } from './lives.ts';
import { describeNew, describeUnread } from './new-life.ts';
import type { Readers } from './readers.ts';
import type { Recognised } from './recognise.ts';
import { hasCompressedName } from './ripeness.ts';
import type { FileSourceOptions } from './source-options.ts';

/** Begins the lives of files that nobody knows: all of one look are in the store before anything of them is read. */
export class NewFiles {
  readonly #options: FileSourceOptions;
  readonly #lives: FileLives;
  readonly #readers: Readers;
  readonly #firstLooks: FirstLooks;
  #minted: { readonly life: Life; readonly found: FoundFile }[] = [];
  #isPaused = false;

  constructor(options: FileSourceOptions, lives: FileLives, readers: Readers) {
    this.#options = options;
    this.#lives = lives;
    this.#readers = readers;
    this.#firstLooks = new FirstLooks(options);
  }

  /** A file of a look, found by this input, that nobody knows. */
  see(found: FoundFile, input: number): void {
    this.#firstLooks.see(found, input);
  }

  /** Whether it stood there before its input was: then it is begun, whatever else, so that this is remembered. */
  isFromBefore(found: FoundFile): boolean {
    return this.#firstLooks.bytesBefore(found) !== undefined;
  }

  async begin({ head, content, found }: Recognised & { kind: 'new' }, input: number): Promise<void> {
    try {
      const generation = this.#options.mintGeneration();
      const bytesBefore = this.#firstLooks.bytesBefore(found);
      const known = await describeNew({ generation, found, input, bytesBefore, head, content });
      const life = this.#mint(known, found);
      // Nobody writes a compressed file any more.
      if (content.compression !== undefined) life.rotatedAtMs = this.#options.clock.nowMs();
    } finally {
      await content.close();
    }
  }

  /** A file that cannot be opened: where it is to be read from its end on, that end is remembered for when it can be. */
  beginUnread(found: FoundFile, input: number, error: unknown): void {
    const bytesBefore = this.#firstLooks.bytesBefore(found);
    if (bytesBefore === undefined || isMissing(error) || hasCompressedName(found)) return;
    const generation = this.#options.mintGeneration();
    this.#mint(describeUnread({ generation, found, input, bytesBefore }), found);
  }

  /**
   * Tells the store of all that were begun; without that, none was, and it is false. `isLookDone`: whether all that the
   * inputs show now was looked at.
   */
  add(isLookDone = false): boolean {
    const minted = this.#minted;
    this.#minted = [];
    if (minted.length === 0 && !isLookDone) return true;
    try {
      if (minted.length > 0) this.#options.store.add(minted.map(({ life }) => life.known));
      if (isLookDone) this.#firstLooks.remember();
      this.#firstLooks.begun(minted.map(({ found }) => found));
    } catch (error) {
      if (!isNotWritten(error)) throw error;
      for (const { life } of minted) this.#lives.undo(life);
      if (!this.#isPaused) this.#options.events.readingPaused(error);
      this.#isPaused = true;
      return false;
    }
    if (this.#isPaused) this.#options.events.readingResumed();
    this.#isPaused = false;
    for (const { life } of minted) if (life.known.skippedBytes === undefined) this.#readers.ready.add(life);
    return true;
  }

  lookDone(shown: ReadonlyMap<string, unknown>): void {
    this.#firstLooks.lookDone(shown);
  }

  #mint(known: KnownFile, found: FoundFile): Life {
    const life = this.#lives.begin(known, found);
    this.#minted.push({ life, found });
    return life;
  }
}
