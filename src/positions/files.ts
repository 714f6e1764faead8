import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files of the store. Each entry stands in two of them at least, commits excepted: those of the log in its copy,
 * and those that a snapshot took up in the snapshot before it and the log that followed that one.
 */
export const fileNames = {
  snapshot: 'positions.snapshot',
  snapshotOld: 'positions.snapshot.old',
  log: 'positions.log',
  logOld: 'positions.log.old',
  /** Of the log's entries but commits: losing a commit costs repeats, losing another entry may cost duplicates. */
  copy: 'positions.log.copy',
} as const;

/** What the next snapshot is written under until it is whole. */
export const nextNames = {
  snapshot: 'positions.snapshot.new',
  log: 'positions.log.new',
  copy: 'positions.log.copy.new',
} as const;

export type FileRole = keyof typeof fileNames;
export const fileRoles: readonly FileRole[] = ['snapshot', 'snapshotOld', 'log', 'logOld', 'copy'];

/** The bytes of each file that is there; `unreadable` where the disk does not give them. */
export type StoredFiles = { readonly [Role in FileRole]?: Buffer | 'unreadable' };

/** Throws where the files may not be read: that is the user's to mend, and no damage. */
export function readFiles(folder: string): StoredFiles {
  const files: { [Role in FileRole]?: Buffer | 'unreadable' } = {};
  for (const role of fileRoles) {
    const bytes = readIfThere(join(folder, fileNames[role]));
    if (bytes !== undefined) files[role] = bytes;
  }
  return files;
}

function readIfThere(path: string): Buffer | 'unreadable' | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES' || code === 'EPERM') throw error;
    return 'unreadable';
  }
}
