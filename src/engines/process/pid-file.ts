import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const pidFile = (folder: string): string => join(folder, 'engine.pid');

/** Synchronous, so that nothing runs between the start of a process and the note that it exists. */
export function writePid(folder: string, pid: number): void {
  writeFileSync(pidFile(folder), `${pid}\n`);
}

/** The process that was last started on this folder; undefined when it was stopped in order, or there never was one. */
export function readPid(folder: string): number | undefined {
  if (!existsSync(pidFile(folder))) return undefined;
  const pid = Number.parseInt(readFileSync(pidFile(folder), 'utf8'), 10);
  return pid > 1 ? pid : undefined;
}

export function forgetPid(folder: string): void {
  rmSync(pidFile(folder), { force: true });
}
