import { type BigIntStats, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file as the file system shows it now. */
export interface FoundFile {
  readonly path: string;
  /** Where it stands; another path where this one leads to it by a link. Only once somebody asked ({@link withRealPath}). */
  readonly realPath?: string;
  /** Decimal, as is the inode: some file systems count beyond what a double holds exactly. */
  readonly device: string;
  readonly inode: string;
  /** On the disk, ns since 1970 as is `modifiedNs`; bytes. */
  readonly size: number;
  /** When it was written last, ns since 1970. */
  readonly modifiedNs: bigint;
}

/**
 * The regular file under a name, links followed; undefined where there is none. Synchronous: of ten thousand idle files
 * each is looked at every few seconds, and a promise costs several times what the look costs.
 */
export function lookAt(path: string): FoundFile | undefined {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status?.isFile() ? foundFile(path, status) : undefined;
}

/**
 * The files of a folder, none where it was removed. Undefined where it cannot be read, or is not the one on that
 * device: a folder that is missing was removed only where what is above it is on the device still, else its file
 * system is not mounted.
 */
export function filesIn(folder: string, device: string): FoundFile[] | undefined {
  try {
    if (String(statSync(folder, { bigint: true }).dev) !== device) return undefined;
    return readdirSync(folder).flatMap((name) => lookAtQuietly(join(folder, name)) ?? []);
  } catch (error) {
    return isMissing(error) && isAboveOn(folder, device) ? [] : undefined;
  }
}

/** Undefined where the folder is not there, or not to be looked at. */
export function deviceOf(folder: string): string | undefined {
  try {
    return String(statSync(folder, { bigint: true }).dev);
  } catch {
    return undefined;
  }
}

/** Whether the nearest folder above that is there is on the device. */
function isAboveOn(folder: string, device: string): boolean {
  const above = dirname(folder);
  if (above === folder) return false;
  try {
    return String(statSync(above, { bigint: true }).dev) === device;
  } catch (error) {
    return isMissing(error) && isAboveOn(above, device);
  }
}

export function lookAtQuietly(path: string): FoundFile | undefined {
  try {
    return lookAt(path);
  } catch {
    return undefined;
  }
}

/** Follows links: a file is rotated where it stands, not where a link to it does. */
export function withRealPath(found: FoundFile): FoundFile {
  const { path, inode } = found;
  try {
    const realPath = realpathSync.native(path);
    const isIts = realPath === path || lookAtQuietly(realPath)?.inode === inode;
    return { ...found, realPath: isIts ? realPath : path };
  } catch {
    return { ...found, realPath: path }; // Gone by now.
  }
}

/** The path in whose folder the file is, and what a rotation makes of it. */
export function placeOf({ path, realPath }: Pick<FoundFile, 'path' | 'realPath'>): string {
  return realPath ?? path;
}

/** Tells files apart while they exist; an inode number is given out again after its file is gone. */
export function fileKey(file: Pick<FoundFile, 'device' | 'inode'>): string {
  return `${file.device}:${file.inode}`;
}

export function isUnchanged(
  before: Pick<FoundFile, 'size' | 'modifiedNs'> | undefined,
  now: Pick<FoundFile, 'size' | 'modifiedNs'>,
): boolean {
  return before !== undefined && before.size === now.size && before.modifiedNs === now.modifiedNs;
}

/** Whether there is nothing under the name. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

export function foundFile(path: string, { dev, ino, size, mtimeNs }: BigIntStats): FoundFile {
  return { path, device: String(dev), inode: String(ino), size: Number(size), modifiedNs: mtimeNs };
}
