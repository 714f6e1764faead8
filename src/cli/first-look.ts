import { access, constants, glob } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type AgentOptions, fileOptionsOf } from '../config/agent-options.ts';
import type { Logger } from '../telemetry/log.ts';

const wildcard = /[*?[{]/;

/** Says at the start which patterns find nothing, and why: a mistake in one would otherwise be a silence. */
export async function tellWhatIsNotFound(inputs: AgentOptions['inputs'], log: Logger): Promise<void> {
  for (const pattern of fileOptionsOf(inputs).flatMap(({ paths }) => paths)) {
    if (await hasMatch(pattern)) continue;
    const folder = folderOf(pattern);
    const reason = await reasonAgainst(folder);
    if (reason === undefined) {
      const hint = 'files are shipped as soon as they appear; if there should be some now, check the pattern';
      log.warn({ pattern, hint }, 'no file matches');
    } else if (reason === 'ENOENT') {
      const hint =
        'files are shipped as soon as they appear; if the folder should be there now, check its name';
      log.warn({ pattern, folder, hint }, 'no file matches: there is no such folder');
    } else {
      const hint = `let the agent's user list it: setfacl -m u:USER:rx ${folder}`;
      log.error({ pattern, folder, reason, hint }, 'no file is found: the folder cannot be listed');
    }
  }
}

async function hasMatch(pattern: string): Promise<boolean> {
  for await (const _ of glob(pattern)) return true;
  return false;
}

/** The part before the first wildcard: what is below it may come and go. */
function folderOf(pattern: string): string {
  const parts = resolve(pattern).split('/');
  const first = parts.findIndex((part) => wildcard.test(part));
  return first === -1 ? dirname(resolve(pattern)) : parts.slice(0, first).join('/') || '/';
}

async function reasonAgainst(folder: string): Promise<string | undefined> {
  try {
    await access(folder, constants.R_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
