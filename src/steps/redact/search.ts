import type { Finder } from './finders.ts';

/** What stands where something was found; `name` is that of the finder. */
export type Replace = (found: string, name: string) => string;

/** Searches texts and bytes for secrets. */
export class Search {
  readonly #finders: readonly Finder[];
  readonly #replace: Replace;

  constructor(finders: readonly Finder[], replace: Replace) {
    this.#finders = finders;
    this.#replace = replace;
  }

  /** The text without what was found; the same where nothing was. Undefined: it holds more than can be taken out of it. */
  text(text: string): string | undefined {
    const clean = this.#clean(text);
    // In raw JSON a secret may be spelt with escapes: what cannot be replaced in place goes as a whole.
    return clean.includes('\\') && this.#finds(unescaped(clean)) ? undefined : clean;
  }

  /** As `text`, for bytes that are text of no known encoding, or of a damaged one. */
  bytes(bytes: Uint8Array): Uint8Array | undefined {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const before = buffer.toString('latin1');
    const after = this.text(before);
    if (after === undefined) return undefined;
    const clean = after === before ? buffer : Buffer.from(after, 'latin1');
    return otherReadings(clean).some((reading) => this.#finds(reading)) ? undefined : clean;
  }

  #clean(text: string): string {
    let clean = text;
    for (const { name, replace } of this.#finders)
      clean = replace(clean, (found) => this.#replace(found, name));
    return clean;
  }

  #finds(text: string): boolean {
    let isFound = false;
    const found = () => {
      isFound = true;
      return '';
    };
    return this.#finders.some(({ replace }) => {
      replace(text, found);
      return isFound;
    });
  }
}

function unescaped(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('\\/', '/');
}

function otherReadings(bytes: Buffer): string[] {
  const pairs = bytes.subarray(0, bytes.length & ~1);
  return [bytes.toString('utf8'), pairs.toString('utf16le'), Buffer.from(pairs).swap16().toString('utf16le')];
}
