import { type FoundFile, fileKey } from './found-file.ts';
import type { FileInputOptions } from './options.ts';
import type { FileSourceOptions } from './source-options.ts';

/**
 * Which inputs are looked at for the first time ever, and which files were there then: what `startAt` is about. What
 * cannot be begun at that look, as it is renamed at that moment, is remembered for the next ones.
 */
export class FirstLooks {
  readonly #options: FileSourceOptions;
  readonly #new: Set<number>;
  /** How many bytes stood there in a file that is to be read from its end on, by its key. */
  readonly #ends = new Map<string, number>();

  constructor(options: FileSourceOptions) {
    this.#options = options;
    const known = options.store.inputs();
    const all = [...options.inputs.entries()];
    // Where nobody knows which were looked at, all were: to ship a file from its beginning loses nothing.
    const unseen = known === undefined ? [] : all.filter(([, input]) => !known.includes(inputKey(input)));
    this.#new = new Set(unseen.map(([index]) => index));
  }

  /** A file that nobody knows, found by this input. */
  see(found: FoundFile, input: number): void {
    if (!this.#new.has(input)) return;
    const startAt = this.#options.inputs[input]?.startAt;
    const isFromEnd =
      startAt === 'end' || (typeof startAt === 'number' && Number(found.modifiedNs / 1_000_000n) < startAt);
    if (isFromEnd) this.#ends.set(fileKey(found), found.size);
  }

  /** The bytes on the disk that are to be left out at the beginning of the file; undefined where none are. */
  bytesBefore(found: FoundFile): number | undefined {
    const bytes = this.#ends.get(fileKey(found));
    return bytes === undefined || bytes > found.size ? undefined : bytes; // Shorter now: it was written anew.
  }

  /** Files that the store knows need no memory. */
  begun(files: readonly FoundFile[]): void {
    for (const found of files) this.#ends.delete(fileKey(found));
  }

  /** All that the inputs show was looked at. Throws what `isNotWritten` knows: then the next look is the first one still. */
  remember(): void {
    for (const input of this.#options.inputs)
      if (input.paths.length > 0) this.#options.store.rememberInput(inputKey(input));
    this.#new.clear();
  }

  /** Forgets files that are gone. */
  lookDone(shown: ReadonlyMap<string, unknown>): void {
    for (const key of this.#ends.keys()) if (!shown.has(key)) this.#ends.delete(key);
  }
}

/** The same over restarts, and in whatever order the inputs stand. */
export function inputKey({ paths }: FileInputOptions): string {
  return `file ${paths.toSorted().join(' ')}`;
}
