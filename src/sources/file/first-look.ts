import type { FileInputOptions } from './options.ts';
import type { FileSourceOptions } from './source-options.ts';

/** Which inputs are looked at for the first time ever: what `startAt` is about. */
export class FirstLooks {
  readonly #options: FileSourceOptions;
  readonly #new: Set<number>;

  constructor(options: FileSourceOptions) {
    this.#options = options;
    const known = options.store.inputs();
    const all = [...options.inputs.entries()];
    // Where nobody knows which were looked at, all were: to ship a file from its beginning loses nothing.
    const unseen = known === undefined ? [] : all.filter(([, input]) => !known.includes(inputKey(input)));
    this.#new = new Set(unseen.map(([index]) => index));
  }

  /** Whether a file, found by this input and last written then, is to be read from its end on. */
  isFromEnd(input: number, modifiedNs: bigint): boolean {
    if (!this.#new.has(input)) return false;
    const startAt = this.#options.inputs[input]?.startAt;
    return startAt === 'end' || (typeof startAt === 'number' && Number(modifiedNs / 1_000_000n) < startAt);
  }

  /** Throws what `isNotWritten` knows: then the next look is the first one still. */
  remember(): void {
    for (const input of this.#options.inputs)
      if (input.paths.length > 0) this.#options.store.rememberInput(inputKey(input));
    this.#new.clear();
  }
}

/** The same over restarts, and in whatever order the inputs stand. */
export function inputKey({ paths }: FileInputOptions): string {
  return `file ${paths.toSorted().join(' ')}`;
}
