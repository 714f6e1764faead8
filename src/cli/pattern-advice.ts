import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What is wrong, and what to do. */
export interface Advice {
  readonly detail: string;
  readonly hint: string;
}

/** Why a pattern can show no file, as far as that can be told from it, and from what stands there. */
export function adviceOn(pattern: string): Advice | undefined {
  if (pattern.startsWith('~'))
    return {
      detail: '~ is not your home folder here',
      hint: 'write the whole path',
    };
  const open = unclosed(pattern);
  if (open !== undefined)
    return {
      detail: `${open} is not closed`,
      hint: `close it, or write [${open}] where it is part of a name`,
    };
  return adviceOnKind(pattern);
}

function adviceOnKind(path: string): Advice | undefined {
  const found = statQuietly(path);
  if (found === undefined || found.isFile()) return undefined;
  if (found.isDirectory())
    return { detail: 'is a folder', hint: `name the files in it: ${path.replace(/\/+$/, '')}/*.log` };
  const hint =
    'only files are followed; what a program sends comes in by inputs of another type (docs/inputs.md)';
  return { detail: `is ${kindOf(found)}, and no file`, hint };
}

function kindOf(found: NonNullable<ReturnType<typeof statQuietly>>): string {
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

/** The first bracket or brace that nothing closes. */
function unclosed(pattern: string): string | undefined {
  const text = pattern.replaceAll(/\\./g, '').replaceAll(/\[!?[^\]]+\]/g, '');
  if (text.includes('[')) return '[';
  const braces = [...text].filter((letter) => letter === '{' || letter === '}');
  let depth = 0;
  for (const brace of braces) depth = Math.max(0, depth + (brace === '{' ? 1 : -1));
  return depth > 0 ? '{' : undefined;
}

/** How somebody is let to what may not be looked at: a folder is to be entered, too. */
export function accessAdvice(path: string): string {
  const closed = closedFolder(path);
  if (closed === undefined)
    return `see who may read it: ls -l ${path}; add the agent's user to its group, such as adm, or grant it: setfacl -m u:USER:r ${path}`;
  return `let the agent's user list and enter the folder: setfacl -m u:USER:rx ${closed}`;
}

/** The folder that keeps from it: itself, or the nearest above that can be looked at. */
function closedFolder(path: string): string | undefined {
  const found = statQuietly(path);
  if (found !== undefined) return found.isDirectory() ? path : undefined;
  const above = dirname(resolve(path));
  return above === path ? undefined : closedFolder(above);
}

function statQuietly(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
