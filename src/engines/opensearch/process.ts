import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Engine } from '../engine.ts';
import { freePort, secondFreePort } from '../process/free-port.ts';
import { ask } from '../process/http-probe.ts';
import type { Launch } from '../process/start-child.ts';
import { startChild } from '../process/start-child.ts';
import { ClosedWay } from '../ways.ts';
import { logging, settingsFile } from './config-files.ts';
import { findJdks } from './find-jdks.ts';
import { homeOf } from './home.ts';
import { javaArguments } from './java-arguments.ts';
import type { OpenSearchOptions } from './options.ts';
import type { Jdk, Release } from './release.ts';
import { chooseRelease } from './release.ts';

/** It takes 5 s on a quiet machine and 20 s on a busy one. */
const startLimitMs = 120_000;
/** Closing shards takes a second; SIGKILL costs a replay of the translog at the next start, not data. */
const stopLimitMs = 30_000;

/** Runs OpenSearch on this machine's Java. Throws ClosedWay without a JDK, a Maven, or the jars. */
export async function openSearchProcess(options: OpenSearchOptions): Promise<Engine> {
  const jdks = await findJdks(options.env);
  const choice = chooseRelease(jdks);
  if (choice === undefined) throw new ClosedWay(describeTooOld(jdks));
  const home = await homeOf(choice.release, choice.jdk, options);
  const name = `OpenSearch ${choice.release.version}`;
  options.progress(`starting ${name} on Java ${choice.jdk.version}`);
  const folder = resolve(options.dataDir, 'opensearch');
  const prepare = (folder: string) => prepareLaunch(name, { folder, home, ...choice }, options);
  return startChild({ name, folder, startLimitMs, stopLimitMs, prepare }, options);
}

function describeTooOld(jdks: readonly Jdk[]): string {
  if (jdks.length === 0) return 'no Java in JAVA_HOME, PATH or /usr/lib/jvm';
  return `only Java ${jdks.map(({ version }) => version).join(', ')} was found`;
}

interface Place {
  readonly folder: string;
  readonly home: string;
  readonly jdk: Jdk;
  readonly release: Release;
}

async function prepareLaunch(name: string, place: Place, options: OpenSearchOptions): Promise<Launch> {
  const httpPort = await freePort(name, options.port);
  const transportPort = await secondFreePort(name, httpPort);
  for (const part of ['data', 'logs', 'tmp', 'repo', 'config'])
    await mkdir(join(place.folder, part), { recursive: true });
  await writeFile(join(place.folder, 'config', 'opensearch.yml'), settingsFile);
  await writeFile(join(place.folder, 'config', 'log4j2.properties'), logging);
  const url = `http://127.0.0.1:${httpPort}`;
  return {
    command: join(place.jdk.home, 'bin', 'java'),
    args: javaArguments({
      ...place,
      httpPort,
      transportPort,
      heap: options.heap ?? '1g',
      settings: options.settings ?? {},
    }),
    env: options.env,
    url,
    missing: () => missingFrom(url),
  };
}

/** Yellow: every primary shard is there, so what was stored can be searched. Nobody has replicas on one node. */
async function missingFrom(url: string): Promise<string | undefined> {
  const answer = await ask(`${url}/_cluster/health?wait_for_status=yellow&timeout=2s`);
  if ('problem' in answer) return answer.problem;
  if (answer.status === 200) return undefined;
  return `its health is not yet yellow or green (${answer.status} ${answer.body})`;
}
