import { basename, dirname } from 'node:path';
import { deviceOf, type FoundFile, fileKey, filesIn, lookAtQuietly, placeOf } from './found-file.ts';
import { isRotationOf, originalsOf, rotationBase } from './names.ts';
import { longerFirst } from './ripeness.ts';

type Place = Pick<FoundFile, 'path' | 'realPath' | 'device'>;

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
  sameFile(
    file: Pick<FoundFile, 'path' | 'realPath' | 'device' | 'inode'>,
  ): FoundFile | 'unknown' | undefined {
    const listing = this.#list(file);
    return listing === undefined ? 'unknown' : listing.byKey.get(fileKey(file));
  }

  /** Those that a rotation may have made of the file, the longer ones first. */
  rotationsOf(file: Place): readonly FoundFile[] {
    const path = placeOf(file);
    const byOriginal = this.#list(file)?.byOriginal;
    const base = `${dirname(path)}/${rotationBase(basename(path))}`;
    const related = new Set([...(byOriginal?.get(path) ?? []), ...(byOriginal?.get(base) ?? [])]);
    return [...related].filter((found) => isRotationOf(path, found.path)).sort(longerFirst);
  }

  /** Files with its inode, or its path, on the device that its folder is on now: not the one that it was on. */
  onOtherDevice(file: Pick<FoundFile, 'path' | 'realPath' | 'device' | 'inode'>): readonly FoundFile[] {
    const device = deviceOf(dirname(placeOf(file)));
    if (device === undefined || device === file.device) return [];
    const byKey = this.#list({ ...file, device })?.byKey;
    const found = [lookAtQuietly(file.path), byKey?.get(fileKey({ ...file, device }))];
    return found.flatMap((one) => (one?.device === device ? [one] : []));
  }

  #list({ device, ...file }: Place): Listing | undefined {
    const folder = dirname(placeOf(file));
    const key = `${device} ${folder}`;
    if (!this.#folders.has(key)) {
      const files = filesIn(folder, device);
      this.#folders.set(key, files === undefined ? undefined : listingOf(files));
    }
    return this.#folders.get(key);
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
