import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FoundFile, fileKey, lookAtQuietly } from './found-file.ts';

/** What kinship itself writes: to ship it would make more of it to ship, without end. */
export interface OwnFiles {
  /** Data folders; what is in folders within them is not meant. */
  readonly folders: () => readonly string[];
  /** The log of this process, where it goes to a file; `device:inode`. */
  readonly logKey?: string | undefined;
}

/**
 * Takes out what is kinship's own, under whatever name, link or hard link; returns where it was found.
 * To be called after the files were found: what came later was not found either.
 */
export function takeOutOwn(shown: Map<string, unknown>, own: OwnFiles): string[] {
  const places = [...new Set(own.folders())].filter(
    (folder) => filesOf(folder).filter((file) => shown.delete(fileKey(file))).length > 0,
  );
  const hasLog = own.logKey !== undefined && shown.delete(own.logKey);
  return hasLog ? [...places, 'the log of this process'] : places;
}

function filesOf(folder: string): FoundFile[] {
  try {
    return readdirSync(folder).flatMap((name) => lookAtQuietly(join(folder, name)) ?? []);
  } catch {
    return []; // The store tells what is wrong with it.
  }
}
