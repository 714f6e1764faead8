import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { EngineOptions } from '../engine.ts';
import { ClosedWay } from '../ways.ts';
import { DownloadCount, errorIn } from './maven-output.ts';
import { pomOf } from './pom.ts';
import type { Jdk, Release } from './release.ts';

const progressDelayMs = 2_000;

type Fetching = Pick<EngineOptions, 'env' | 'progress' | 'signal'>;

/**
 * Lets Maven copy the release's jars (60 MB) into a folder below `folder`, and returns that. Throws ClosedWay when there
 * is no Maven, or when Maven fails: without the jars this machine cannot run OpenSearch.
 */
export async function fetchJars(
  release: Release,
  jdk: Jdk,
  folder: string,
  options: Fetching,
): Promise<string> {
  const maven = await findMaven(options.env);
  if (maven === undefined) throw new ClosedWay('Maven is missing: no mvn in PATH');
  const jars = join(folder, 'jars');
  const pom = join(folder, 'pom.xml');
  await writeFile(pom, pomOf(release));
  const child = spawn(maven, mavenArguments(pom, jars), {
    cwd: folder,
    // The environment's own may be missing, or too old for Maven.
    env: { ...options.env, JAVA_HOME: jdk.home },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.signal ? { signal: options.signal } : {}),
  });
  await follow(child, `OpenSearch ${release.version}`, options);
  return jars;
}

function mavenArguments(pom: string, jars: string): readonly string[] {
  return [
    '-B',
    '-Dstyle.color=never',
    '-f',
    pom,
    'dependency:copy-dependencies',
    `-DoutputDirectory=${jars}`,
  ];
}

async function findMaven(env: Fetching['env']): Promise<string | undefined> {
  const homes = env.MAVEN_HOME ? [join(env.MAVEN_HOME, 'bin')] : [];
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of [...homes, ...folders]) {
    const path = join(folder, 'mvn');
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Reads Maven's output to its end: tells how far it is, and what went wrong when it fails. */
async function follow(child: ChildProcess, what: string, { progress, signal }: Fetching): Promise<void> {
  const closed = once(child, 'close');
  // Awaited below, after the output; until then a failure must not count as nobody's.
  closed.catch(() => {});
  const count = new DownloadCount();
  let firstError: string | undefined;
  let toldAtMs = performance.now();
  progress(`fetching ${what} from Maven`);
  for await (const line of createInterface({ input: outputOf(child) })) {
    count.read(line);
    firstError ??= errorIn(line);
    if (performance.now() - toldAtMs < progressDelayMs) continue;
    toldAtMs = performance.now();
    progress(`fetching ${what} from Maven${count}`);
  }
  const [code] = await closed;
  signal?.throwIfAborted();
  if (code !== 0)
    throw new ClosedWay(`Maven could not fetch ${what}: ${firstError ?? `it ended with ${code}`}`);
  progress(`fetched ${what} from Maven${count}`);
}

function outputOf(child: ChildProcess): PassThrough {
  const both = new PassThrough();
  child.stdout?.pipe(both, { end: false });
  child.stderr?.pipe(both, { end: false });
  child.once('close', () => both.end());
  return both;
}
