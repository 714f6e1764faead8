import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type FoundFile, fileKey, filesIn } from './found-file.ts';
import { isRotationOf, originalsOf, rotationBase } from './names.ts';
import { longerFirst } from './ripeness.ts';

interface Listing {
  readonly byKey: ReadonlyMap<string, FoundFile>;
  /** By the paths that their names may go back to, the longer ones first: of thousands of files a few are related. */
  readonly byOriginal: ReadonlyMap<string, readonly FoundFile[]>;
}

/** What stands in the folders of files that are looked for, listed once a look. */
export class Listings {
  readonly #folders = new Map<string, Listing | undefined>();

  startLook(): void {
    this.#folders.clear();
  }

  /**
   * The same file, by whatever name. Undefined where it is not there; `unknown` where the folder cannot be read, or is
   * not mounted: that says nothing of what is in it.
   */
  sameFile(file: Pick<FoundFile, 'path' | 'device' | 'inode'>): FoundFile | 'unknown' | undefined {
    const listing = this.#list(file);
    const found = listing?.byKey.get(fileKey(file));
    if (found !== undefined) return found;
    const path = targetOf(file.path);
    if (path !== file.path) return this.sameFile({ ...file, path });
    return listing === undefined ? 'unknown' : undefined;
  }

  /** Those that a rotation may have made of the file, the longer ones first. */
  rotationsOf({ path, device }: Pick<FoundFile, 'path' | 'device'>): readonly FoundFile[] {
    const target = targetOf(path);
    const related = this.#rotationsOf(path, device);
    return target === path ? related : [...related, ...this.#rotationsOf(target, device)];
  }

  #rotationsOf(path: string, device: string): readonly FoundFile[] {
    const byOriginal = this.#list({ path, device })?.byOriginal;
    const base = `${dirname(path)}/${rotationBase(basename(path))}`;
    const related = new Set([...(byOriginal?.get(path) ?? []), ...(byOriginal?.get(base) ?? [])]);
    return [...related].filter((found) => isRotationOf(path, found.path)).sort(longerFirst);
  }

  #list({ path, device }: Pick<FoundFile, 'path' | 'device'>): Listing | undefined {
    const folder = dirname(path);
    if (!this.#folders.has(folder)) {
      const files = filesIn(folder, device);
      this.#folders.set(folder, files === undefined ? undefined : listingOf(files));
    }
    return this.#folders.get(folder);
  }
}

/** A link's file is rotated in the folder where it is: the link leads there still, or to its successor. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function listingOf(files: readonly FoundFile[]): Listing {
  return { byKey: new Map(files.map((file) => [fileKey(file), file])), byOriginal: indexOf(files) };
}

function indexOf(files: readonly FoundFile[]): Map<string, FoundFile[]> {
  const byOriginal = new Map<string, FoundFile[]>();
  for (const file of files) {
    for (const original of originalsOf(file.path)) {
      const related = byOriginal.get(original);
      if (related === undefined) byOriginal.set(original, [file]);
      else related.push(file);
    }
  }
  return byOriginal;
}
