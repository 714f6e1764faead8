import type { BigIntStats } from 'node:fs';
import { type FileHandle, glob, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, matchesGlob, resolve } from 'node:path';

/** A file as the file system shows it now. */
export interface FoundFile {
  readonly path: string;
  /** Decimal, as is the inode: some file systems count beyond what a double holds exactly. */
  readonly device: string;
  readonly inode: string;
  readonly size: number;
  /** When it was written last, ns since 1970. */
  readonly modifiedNs: bigint;
}

/** Regular files that match, links followed, each once; `failed` hears of those that cannot be looked at. */
export async function findFiles(
  patterns: readonly string[],
  exclude: readonly string[],
  failed: (path: string, error: unknown) => void,
): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for await (const match of glob(patterns)) {
    const path = resolve(match);
    if (isExcluded(path, exclude)) continue;
    const file = await lookAt(path).catch((error: unknown) => {
      if (!isMissing(error)) failed(path, error); // Renamed between the listing and the look, or a link to nowhere.
      return undefined;
    });
    if (file !== undefined) found.set(fileKey(file), file);
  }
  return [...found.values()];
}

/** A pattern without a slash is about the name, wherever the file stands; any other about the whole path. */
function isExcluded(path: string, exclude: readonly string[]): boolean {
  return exclude.some((pattern) =>
    pattern.includes('/') ? matchesGlob(path, resolve(pattern)) : matchesGlob(basename(path), pattern),
  );
}

/**
 * The file in this inode: under its old name, or under another one in its old folder; undefined where it is not
 * there, `unknown` where that cannot be told now: a folder that is not mounted, or closed to us, says nothing.
 */
export async function findByInode(
  oldPath: string,
  device: string,
  inode: string,
): Promise<FoundFile | 'unknown' | undefined> {
  const folder = dirname(oldPath);
  const names = await namesOn(folder, device);
  if (names === undefined) return 'unknown';
  const isIt = (file: FoundFile | undefined) => file?.device === device && file.inode === inode;
  const inPlace = await lookAt(oldPath).catch(() => undefined);
  if (isIt(inPlace)) return inPlace;
  for (const name of names) {
    const file = await lookAt(join(folder, name)).catch(() => undefined);
    if (isIt(file)) return file;
  }
  return undefined;
}

/** What the folder holds; undefined where it cannot be read, or is not the one on that device. */
async function namesOn(folder: string, device: string): Promise<string[] | undefined> {
  try {
    const names = await readdir(folder);
    return String((await stat(folder, { bigint: true })).dev) === device ? names : undefined;
  } catch {
    return undefined;
  }
}

/** The file behind a descriptor, whatever has its name by now. */
export async function lookAtHandle(handle: FileHandle, path: string): Promise<FoundFile> {
  return asFound(path, await handle.stat({ bigint: true }));
}

/** Whether there is nothing under the name. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Tells files apart while they exist; an inode number is given out again after its file is gone. */
export function fileKey(file: Pick<FoundFile, 'device' | 'inode'>): string {
  return `${file.device}:${file.inode}`;
}

async function lookAt(path: string): Promise<FoundFile | undefined> {
  const status = await stat(path, { bigint: true });
  return status.isFile() ? asFound(path, status) : undefined;
}

function asFound(path: string, { dev, ino, size, mtimeNs }: BigIntStats): FoundFile {
  return { path, device: String(dev), inode: String(ino), size: Number(size), modifiedNs: mtimeNs };
}
