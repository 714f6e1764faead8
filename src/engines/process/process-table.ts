import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** macOS has no /proc; there `ps` is asked. */
const hasProc = existsSync('/proc/self/cmdline');

/** Whether that process is the engine of that folder: a process id is soon used again by somebody else. */
export async function runsFor(pid: number, folder: string): Promise<boolean> {
  if (!hasProc) return lineNamesFolder(await ps(pid, 'args='), folder);
  const cmdline = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return namesFolder(cmdline.split('\0'), folder);
}

/** Whether it has let go of its files and ports: it does not exist, or is a zombie whose threads have all ended. */
export async function isGone(pid: number): Promise<boolean> {
  if (!hasProc) return /^(Z|$)/.test((await ps(pid, 'stat=')).trim());
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  if (status === undefined) return true;
  if (!/^State:\s*[ZX]/m.test(status)) return false;
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  return threads.length <= 1;
}

async function ps(pid: number, column: string): Promise<string> {
  const run = promisify(execFile);
  const { stdout } = await run('ps', ['-ww', '-p', String(pid), '-o', column]).catch(() => ({ stdout: '' }));
  return stdout;
}

/** Whether one of the arguments is the folder, or ends in `=FOLDER`. */
export function namesFolder(args: readonly string[], folder: string): boolean {
  return args.some((arg) => arg === folder || arg.endsWith(`=${folder}`));
}

/** The same for `ps`, which prints the arguments with blanks between. */
export function lineNamesFolder(line: string, folder: string): boolean {
  const padded = ` ${line.trim()} `;
  return padded.includes(` ${folder} `) || padded.includes(`=${folder} `);
}
