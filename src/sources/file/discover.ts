import { glob, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A file as the file system shows it now. */
export interface FoundFile {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  readonly size: number;
}

/** Regular files that match, links followed, each once; `failed` hears of those that cannot be looked at. */
export async function findFiles(
  patterns: readonly string[],
  exclude: readonly string[],
  failed: (path: string, error: unknown) => void,
): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for await (const match of glob(patterns, { exclude })) {
    const path = resolve(match);
    const file = await lookAt(path).catch((error: unknown) => void failed(path, error));
    if (file !== undefined) found.set(fileKey(file), file);
  }
  return [...found.values()];
}

/** A rotated file that no pattern matches any more stands, as a rule, in its old folder under another name. */
export async function findByInode(
  oldPath: string,
  device: number,
  inode: number,
): Promise<FoundFile | undefined> {
  const folder = dirname(oldPath);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const file = await lookAt(join(folder, name)).catch(() => undefined);
    if (file?.device === device && file.inode === inode) return file;
  }
  return undefined;
}

/** Tells files apart while they exist; an inode number is given out again after its file is gone. */
export function fileKey(file: Pick<FoundFile, 'device' | 'inode'>): string {
  return `${file.device}:${file.inode}`;
}

async function lookAt(path: string): Promise<FoundFile | undefined> {
  const status = await stat(path);
  if (!status.isFile()) return undefined;
  return { path, device: status.dev, inode: status.ino, size: status.size };
}
