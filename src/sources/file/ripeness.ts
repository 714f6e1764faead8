import { type FoundFile, fileKey } from './found-file.ts';
import { versionOf } from './life.ts';

const compressedName = /\.(?:gz|zst|zstd)$/;

/**
 * Compressed files that were not there, or not as they are, at the look before: they may still be written. Only by
 * name: to look into each file at each look would cost more than a second look at a compressed one.
 */
export class Ripeness {
  #before = new Map<string, string>();
  #now = new Map<string, string>();

  /** Whether a look soon after this one will show more. */
  get isWaiting(): boolean {
    return this.#before.size > 0;
  }

  isUnripe(found: FoundFile): boolean {
    if (!hasCompressedName(found)) return false;
    this.#now.set(fileKey(found), versionOf(found));
    return this.#before.get(fileKey(found)) !== versionOf(found);
  }

  lookDone(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}

export function hasCompressedName({ path }: FoundFile): boolean {
  return compressedName.test(path);
}

/** Sorts the longer text first: of two copies it holds more, the other may have been made before. */
export function longerFirst(left: FoundFile, right: FoundFile): number {
  return textBytesGuess(right) - textBytesGuess(left);
}

/** Logs become a tenth when they are compressed; only to know which of two copies is the longer one. */
function textBytesGuess(found: FoundFile): number {
  return hasCompressedName(found) ? found.size * 10 : found.size;
}
