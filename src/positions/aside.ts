import { copyFileSync, existsSync, linkSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Whether there is something else than a file under the name: a folder, a socket, a loop of links. */
export function isNoFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  } catch {
    return true;
  }
}

/** Renames what cannot be used, so that it is in nobody's way and still there to be looked at. Returns its new path. */
export function moveAside(path: string, nowMs: number): string {
  const aside = freeName(path, nowMs);
  renameSync(path, aside);
  return aside;
}

/** Gives a damaged file a second name before it is replaced; undefined where that cannot be. */
export function keepAside(path: string, nowMs: number): string | undefined {
  try {
    const aside = freeName(path, nowMs);
    try {
      linkSync(path, aside);
    } catch {
      copyFileSync(path, aside); // Not every file system has hard links.
    }
    return aside;
  } catch {
    return undefined;
  }
}

/** As `positions.damaged-20260829T101112Z.log`. */
function freeName(path: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const ending = basename(path).replace(/^positions\./, '');
  for (let count = 1; ; count += 1) {
    const name = `positions.damaged-${time}${count === 1 ? '' : `-${count}`}.${ending}`;
    const aside = join(dirname(path), name);
    if (!existsSync(aside)) return aside;
  }
}
