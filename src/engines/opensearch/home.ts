import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFile } from '../../sqlite/lock-file.ts';
import type { EngineOptions } from '../engine.ts';
import { fetchJars } from './fetch-jars.ts';
import { layOut } from './modules.ts';
import { pomOf } from './pom.ts';
import type { Jdk, Release } from './release.ts';

/** Change it when the layout of the home changes, so that old ones are built anew. */
const layoutVersion = 1;
const lockPollDelayMs = 250;

/**
 * The OPENSEARCH_HOME of a release: built of Maven's jars the first time, found ready afterwards.
 * It is built beside its place and renamed into it when whole, so whatever a killed run left is never taken for it.
 */
export async function homeOf(release: Release, jdk: Jdk, options: EngineOptions): Promise<string> {
  const home = resolve(options.cacheDir, `opensearch-${release.version}`);
  if (await isWhole(home, release)) return home;
  await mkdir(options.cacheDir, { recursive: true });
  const lock = await waitForLock(`${home}.lock`, options);
  try {
    if (!(await isWhole(home, release))) await build(home, release, jdk, options);
    return home;
  } finally {
    lock.close();
  }
}

const stampFile = 'kinship-stamp.txt';

function stampOf(release: Release): string {
  const recipe = createHash('sha256')
    .update(`${layoutVersion}\n${pomOf(release)}`)
    .digest('hex');
  return `${release.version} ${recipe}\n`;
}

async function isWhole(home: string, release: Release): Promise<boolean> {
  const stamp = await readFile(join(home, stampFile), 'utf8').catch(() => undefined);
  return stamp === stampOf(release);
}

/** Two first starts at once would fetch twice: the second waits for the first. */
async function waitForLock(path: string, { signal, progress }: EngineOptions): Promise<{ close(): void }> {
  for (let attempt = 0; ; attempt++) {
    const lock = lockFile(path);
    if (lock !== undefined) return lock;
    if (attempt === 0) progress('waiting for another run that is fetching OpenSearch');
    await sleep(lockPollDelayMs, undefined, signal ? { signal } : {});
  }
}

async function build(home: string, release: Release, jdk: Jdk, options: EngineOptions): Promise<void> {
  await removePartials(home);
  // A name that is used once: a Maven whose launcher was killed may still be writing into the one before.
  const partial = await mkdtemp(`${home}${partialSuffix}`);
  const jars = await fetchJars(release, jdk, partial, options);
  options.progress(`assembling OpenSearch ${release.version}`);
  await assemble(jars, partial, release.version);
  await rm(jars, { recursive: true });
  await writeFile(join(partial, stampFile), stampOf(release));
  await rm(home, { recursive: true, force: true });
  await rename(partial, home);
}

const partialSuffix = '.partial-';

async function removePartials(home: string): Promise<void> {
  const siblings = await readdir(dirname(home));
  const partials = siblings.filter((name) => name.startsWith(basename(home) + partialSuffix));
  for (const name of partials) await rm(join(dirname(home), name), { recursive: true, force: true });
}

async function assemble(jars: string, home: string, version: string): Promise<void> {
  const layout = layOut(await readdir(jars), version);
  for (const folder of ['lib', 'modules', 'plugins', 'bin', 'extensions']) await mkdir(join(home, folder));
  await copyJars(layout.lib, jars, join(home, 'lib'));
  for (const module of layout.modules) {
    const folder = join(home, 'modules', module.name);
    await mkdir(folder);
    await copyJars(module.jars, jars, folder);
    for (const [name, text] of Object.entries(module.files)) await writeFile(join(folder, name), text);
  }
}

async function copyJars(names: readonly string[], from: string, to: string): Promise<void> {
  for (const name of names) await copyFile(join(from, name), join(to, name));
}
