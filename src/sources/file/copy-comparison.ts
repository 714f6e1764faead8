import type { Content } from './content.ts';
import { type FoundFile, isMissing } from './found-file.ts';
import { type Life, versionOf } from './life.ts';
import { openContent } from './open-content.ts';

/** Bytes compared at once: a few milliseconds, even where they have to be decompressed. */
export const comparedPieceBytes = 1_024 * 1_024;

/** What is known of a file that is compared with the file of a life. */
export type Compared =
  | { readonly kind: 'running' }
  /** It holds other bytes, or more, or cannot be compared. */
  | { readonly kind: 'differs' }
  /** One of the two has another name by now: the next look knows where it is. */
  | { readonly kind: 'moved' }
  /** All its `bytes` stand at the beginning of the other one, which holds `originalBytes`, or more than these. */
  | { readonly kind: 'same'; readonly bytes: number; readonly originalBytes: number };

interface Opened {
  readonly original: Content;
  readonly copy: Content;
  /** Those of them that nobody else reads. */
  readonly own: readonly Content[];
}

/**
 * Compares the whole text of a file with that of a life's file, a piece a call: to begin alike, and to end alike, is
 * what logs do that are no copies of each other. Both are open from the first call to the end.
 */
export class CopyComparison {
  compared: Compared = { kind: 'running' };
  readonly #life: Life;
  #found: FoundFile;
  #opened: Opened | undefined;
  #equalBytes = 0;

  constructor(life: Life, found: FoundFile) {
    this.#life = life;
    this.#found = found;
  }

  /** Takes the file as it is now. Where it grew, it is compared on from where it ended. */
  update(found: FoundFile): void {
    if (this.compared.kind === 'running') return;
    const isOther = versionOf(found) !== versionOf(this.#found);
    if (found.size < this.#found.size) this.#equalBytes = 0;
    if (isOther || this.compared.kind === 'moved') this.compared = { kind: 'running' };
    this.#found = found;
  }

  /** Compares one piece, each in a buffer of {@link comparedPieceBytes}; what came out is in `compared`. */
  async step(left: Buffer, right: Buffer): Promise<void> {
    try {
      this.#opened ??= await this.#open();
      this.compared =
        this.#opened === undefined ? { kind: 'moved' } : await this.#compare(this.#opened, left, right);
    } catch (error) {
      this.compared = { kind: isMissing(error) || isClosed(error) ? 'moved' : 'differs' };
    }
    if (this.compared.kind !== 'running') await this.close();
  }

  async close(): Promise<void> {
    const { own = [] } = this.#opened ?? {};
    this.#opened = undefined;
    for (const content of own) await content.close();
  }

  async #open(): Promise<Opened | undefined> {
    const copy = (await openContent(this.#found))?.content;
    if (copy === undefined) return undefined;
    const original = await this.#openOriginal().catch(async (error: unknown) => {
      await copy.close();
      throw error;
    });
    if (original === undefined) await copy.close();
    return original && { ...original, copy, own: [copy, ...original.own] };
  }

  /** What is open is there to be read even where its name is gone: gzip removes it once the copy is whole. */
  async #openOriginal(): Promise<Omit<Opened, 'copy'> | undefined> {
    const { reader, home, isSeen } = this.#life;
    if (reader !== undefined && reader.content.compression === undefined)
      return { original: reader.content, own: [] };
    if (reader !== undefined && !isSeen)
      throw new Error('it is compressed, has no name, and is read elsewhere');
    const original = home === undefined ? undefined : (await openContent(home))?.content;
    return original && { original, own: [original] };
  }

  async #compare({ original, copy }: Opened, left: Buffer, right: Buffer): Promise<Compared> {
    const from = this.#equalBytes;
    if (!(await copy.skipTo(from)) || !(await original.skipTo(from))) return { kind: 'running' };
    const bytesRead = await copy.read(left, comparedPieceBytes, from);
    const isThere = (await original.read(right, bytesRead, from)) === bytesRead;
    if (!isThere || left.compare(right, 0, bytesRead, 0, bytesRead) !== 0) return { kind: 'differs' };
    this.#equalBytes += bytesRead;
    if (bytesRead === comparedPieceBytes) return { kind: 'running' };
    return this.#ended(original, right);
  }

  /** Of a compressed original, that it goes on is all that is known: how far, would take time to find out. */
  async #ended(original: Content, buffer: Buffer): Promise<Compared> {
    const bytes = this.#equalBytes;
    if (bytes === 0) return { kind: 'differs' };
    const more = await original.read(buffer, 1, bytes);
    const { size } = await original.status();
    return { kind: 'same', bytes, originalBytes: Number.isFinite(size) ? size : bytes + more };
  }
}

/** The reader let go of the file meanwhile. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EBADF';
}
