import { dirname } from 'node:path';
import { type FoundFile, filesIn } from './found-file.ts';

/** What stands in the folders of files that are looked for, listed once a look. */
export class Listings {
  readonly #folders = new Map<string, readonly FoundFile[] | undefined>();

  startLook(): void {
    this.#folders.clear();
  }

  /** Undefined where the folder cannot be read, or is not mounted: that says nothing of what is in it. */
  beside({ path, device }: Pick<FoundFile, 'path' | 'device'>): readonly FoundFile[] | undefined {
    const folder = dirname(path);
    if (!this.#folders.has(folder)) this.#folders.set(folder, filesIn(folder, device));
    return this.#folders.get(folder);
  }
}
