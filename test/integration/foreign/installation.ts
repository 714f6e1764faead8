import { existsSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Environment } from './command.ts';

/** What is installed, or why the tests that need it are skipped. */
export type Installed<T> = { readonly client: T } | { readonly missing: string };

/**
 * A developer may have no Maven, no Python or no network: then the tests are skipped, and say why. CI is to have all
 * of it: there what is missing is thrown.
 */
export async function installed<T>(
  needs: string,
  env: Environment,
  install: () => Promise<T>,
): Promise<Installed<T>> {
  try {
    return { client: await install() };
  } catch (error) {
    const missing = `it needs ${needs}, and the first time the network: ${error instanceof Error ? error.message : error}`;
    if (env['CI'] !== undefined) throw new Error(missing, { cause: error });
    return { missing };
  }
}

/**
 * The folder, filled the first time. It is filled beside its place and then moved there: a folder that is there is
 * whole, even if an installation was cut off.
 */
export async function fillOnce(folder: string, fill: (folder: string) => Promise<unknown>): Promise<string> {
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  await fill(unfinished);
  renameSync(unfinished, folder);
  return folder;
}
