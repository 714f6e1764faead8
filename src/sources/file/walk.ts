import { type Dirent, readdirSync } from 'node:fs';
import { type FoundFile, fileKey, isMissing, lookAt } from './found-file.ts';
import type { Segment } from './pattern.ts';
import { rawNames } from './raw-names.ts';

/** Names between two pauses of a walk: what waits for its turn in the process waits a millisecond or two. */
const namesPerPause = 250;

export interface Walk {
  readonly patterns: readonly (readonly Segment[])[];
  readonly isExcluded: (path: string, name: string) => boolean;
  /** Hears of each folder whose names may match: to be watched. */
  readonly folder: (path: string) => void;
  /** Hears of what cannot be looked at. */
  readonly failed: (path: string, error: unknown) => void;
  /** Lets others have their turn. */
  readonly pause: () => Promise<void>;
}

/**
 * Regular files that match, links followed, each once. Goes only into folders that a pattern leads into; below `**` it
 * follows no links, which may lead round in a circle.
 */
export async function walkFor(walk: Walk): Promise<FoundFile[]> {
  const finder = new Finder(walk);
  for (const pattern of walk.patterns) await finder.enter('', pattern);
  return [...finder.found.values()];
}

class Finder {
  readonly found = new Map<string, FoundFile>();
  readonly #walk: Walk;
  readonly #listed = new Map<string, readonly Dirent[]>();
  readonly #seen = new Set<string>();
  #names = 0;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  async enter(folder: string, segments: readonly Segment[]): Promise<void> {
    const [segment, ...rest] = segments;
    if (segment === undefined) return;
    if (segment.kind === 'name') return this.#step(`${folder}/${segment.name}`, segment.name, rest, folder);
    const names = this.#list(folder);
    if (segment.kind === 'deep') await this.#goDeep(folder, names, segments, rest);
    else for (const entry of names) if (segment.matches(entry.name)) await this.#match(folder, entry, rest);
  }

  async #goDeep(
    folder: string,
    names: readonly Dirent[],
    segments: readonly Segment[],
    rest: readonly Segment[],
  ): Promise<void> {
    // A `**` at the end matches all that is there.
    if (rest.length === 0) for (const entry of names) await this.#match(folder, entry, []);
    else await this.enter(folder, rest);
    for (const entry of names) {
      if (!entry.isDirectory() || entry.name.startsWith('.') || this.#isUnnameable(folder, entry)) continue;
      await this.#pause();
      await this.enter(`${folder}/${entry.name}`, segments);
    }
  }

  async #match(folder: string, entry: Dirent, rest: readonly Segment[]): Promise<void> {
    const path = `${folder}/${entry.name}`;
    if (rest.length > 0 && !entry.isDirectory() && !entry.isSymbolicLink()) return;
    if (rest.length === 0 && entry.isDirectory()) return;
    if (this.#isUnnameable(folder, entry)) return;
    await this.#pause();
    await this.#step(path, entry.name, rest, folder);
  }

  async #step(path: string, name: string, rest: readonly Segment[], folder: string): Promise<void> {
    if (rest.length > 0) return this.enter(path, rest);
    this.#walk.folder(folder === '' ? '/' : folder);
    if (this.#seen.has(path) || this.#walk.isExcluded(path, name)) return;
    this.#seen.add(path);
    try {
      const file = lookAt(path);
      if (file !== undefined && !this.found.has(fileKey(file))) this.found.set(fileKey(file), file);
    } catch (error) {
      if (!isMissing(error)) this.#walk.failed(path, error);
    }
  }

  /** Whether no call would find what has this name; that is told. */
  #isUnnameable(folder: string, { name }: Dirent): boolean {
    const raw = this.#walk.isExcluded(`${folder}/${name}`, name) ? [] : rawNames(folder || '/', name);
    for (const one of raw)
      this.#walk.failed(
        `${folder}/${one}`,
        new Error('its name is not UTF-8, and it is not read: rename it'),
      );
    return raw.length > 0;
  }

  #list(folder: string): readonly Dirent[] {
    const path = folder === '' ? '/' : folder;
    const known = this.#listed.get(path);
    if (known !== undefined) return known;
    let names: readonly Dirent[] = [];
    try {
      names = readdirSync(path, { withFileTypes: true });
      this.#walk.folder(path);
    } catch (error) {
      const isNoFolder = error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
      if (!isMissing(error) && !isNoFolder) this.#walk.failed(path, error);
    }
    this.#listed.set(path, names);
    return names;
  }

  async #pause(): Promise<void> {
    this.#names += 1;
    if (this.#names % namesPerPause === 0) await this.#walk.pause();
  }
}
