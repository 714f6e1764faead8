import { execFile } from 'node:child_process';
import { access, constants, readdir, readFile, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Jdk } from './release.ts';
import { featureVersion } from './release.ts';

type Env = Readonly<Record<string, string | undefined>>;

const versionLimitMs = 10_000;

/** Every Java of this machine that can be found without searching the disk. */
export async function findJdks(env: Env): Promise<readonly Jdk[]> {
  const homes = new Set<string>();
  for (const java of await javaCommands(env)) {
    const real = await executable(java);
    if (real !== undefined) homes.add(dirname(dirname(real)));
  }
  const found = await Promise.all([...homes].map(readJdk));
  return found.filter((jdk) => jdk !== undefined);
}

/** Where a `java` may be: the environment's first, then where packages, SDKMAN, Homebrew and macOS put theirs. */
async function javaCommands(env: Env): Promise<readonly string[]> {
  const fromPath = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const homes = [...(env.JAVA_HOME ? [env.JAVA_HOME] : []), ...(await installedHomes(env))];
  return [
    ...homes.map((home) => join(home, 'bin', 'java')),
    ...fromPath.map((folder) => join(folder, 'java')),
  ];
}

async function installedHomes(env: Env): Promise<readonly string[]> {
  const user = env.HOME ?? '/nonexistent';
  const macHome = 'Contents/Home';
  const listed = await Promise.all([
    childrenOf('/usr/lib/jvm'),
    childrenOf('/opt/java'),
    childrenOf(join(env.SDKMAN_DIR ?? join(user, '.sdkman'), 'candidates', 'java')),
    childrenOf('/Library/Java/JavaVirtualMachines', macHome),
    childrenOf(join(user, 'Library/Java/JavaVirtualMachines'), macHome),
    childrenOf('/opt/homebrew/opt', 'libexec/openjdk.jdk/Contents/Home', /^openjdk/),
  ]);
  return listed.flat();
}

async function childrenOf(folder: string, below = '', name = /^[^.]/): Promise<readonly string[]> {
  const children = await readdir(folder).catch(() => []);
  return children.filter((child) => name.test(child)).map((child) => join(folder, child, below));
}

/** The real path, so that one installation under several names counts once. */
async function executable(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    return await realpath(path);
  } catch {
    return undefined;
  }
}

/** The `release` file tells the version without starting Java; an installation without one is asked. */
async function readJdk(home: string): Promise<Jdk | undefined> {
  const release = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  const written = /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1] ?? (await askVersion(home));
  const version = featureVersion(written ?? '');
  return version === undefined ? undefined : { home, version };
}

async function askVersion(home: string): Promise<string | undefined> {
  const run = promisify(execFile);
  const java = join(home, 'bin', 'java');
  const answer = await run(java, ['-version'], { timeout: versionLimitMs }).catch(() => ({ stderr: '' }));
  return /version "([^"]+)"/.exec(answer.stderr)?.[1];
}
