import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { Client } from '@opensearch-project/opensearch';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { writeAccessLog } from '../../src/demo/write-log.ts';
import { type Engine, startKinesis } from '../../src/engines/index.ts';
import { originFields } from '../../src/record/event.ts';
import { decodeRecord } from '../../src/wire/decode.ts';
import { mountsOf, projectDir, readComposeFile, serviceOf } from '../unit/compose/compose-file.ts';
import { kinesisMockEnvironment } from './localstack-kinesis.ts';
import { Daemon } from './process.ts';
import { readStream } from './read-stream.ts';

const lines = 300;
const waitTimeoutMs = 30_000;
const compose = readComposeFile();
const localStack = serviceOf(compose, 'localstack').environment;

/** The containers of docker-compose.yml as processes of this machine, with the environment that it gives them. */
describe.skipIf(process.env['ENGINES'] === 'none')('the road of docker-compose.yml, without Docker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kinship-compose-'));
  const index = `compose-${randomBytes(4).toString('hex')}`;
  const daemons: Daemon[] = [];
  let engine: Engine;
  let kinesis: KinesisClient;
  let openSearch: Client;

  beforeAll(async () => {
    expect(inject('enginesFailure')).toBe('');
    engine = await startKinesis({
      kind: 'kinesis-local',
      environment: kinesisMockEnvironment(localStack),
      dataDir: join(folder, 'kinesis'),
      cacheDir: folder,
      env: process.env,
      progress: () => {},
    });
    kinesis = new KinesisClient({
      endpoint: engine.url,
      region: localStack['AWS_REGION'] ?? '',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: new NodeHttpHandler(),
    });
    openSearch = new Client({ node: inject('openSearchUrl') });
    await writeAccessLog(onThisMachine('/var/log/web/access.log'), lines, 1);
  });

  afterAll(async () => {
    for (const daemon of daemons) await daemon.kill();
    await openSearch?.indices.delete({ index: `${index}-*`, ignore_unavailable: true });
    await openSearch?.close();
    kinesis?.destroy();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has the stream that the hook makes, however often it runs', async () => {
    expect(runHook()).toEqual({ status: 0, stderr: '' });
    expect(runHook()).toEqual({ status: 0, stderr: '' });
    const shards = await readStream(kinesis, localStack['KINSHIP_STREAM'] ?? '');
    expect(shards.size).toBe(Number(localStack['KINSHIP_SHARDS']));
  });

  it('ships each line of the log once', async () => {
    expect(isHealthy('web')).toBe(true);
    expect(isHealthy('agent')).toBe(false);
    const agent = start('agent');
    await until(async () => (await placesInStream()).length >= lines);
    expect(isHealthy('agent')).toBe(true);
    await agent.stop();
    const places = await placesInStream();
    expect(places).toHaveLength(lines);
    expect(new Set(places).size).toBe(lines);
  });

  it('indexes each line once', async () => {
    expect(isHealthy('consumer')).toBe(false);
    const consumer = start('consumer', { KINSHIP_INDEX: index });
    await until(async () => (await documents()) >= lines);
    expect(isHealthy('consumer')).toBe(true);
    await consumer.stop();
    expect(await documents()).toBe(lines);
  });

  /** A text of docker-compose.yml with what stands for a container or its folders replaced. */
  function onThisMachine(text: string): string {
    const replaced = text
      .replaceAll('http://localstack:4566', engine.url)
      .replaceAll('http://opensearch:9200', inject('openSearchUrl'))
      .replaceAll('/var/', `${folder}/var/`);
    expect(replaced).not.toMatch(/localstack|opensearch:/);
    return replaced;
  }

  function environmentOf(name: string): Record<string, string> {
    const variables = Object.entries(serviceOf(compose, name).environment);
    return Object.fromEntries(variables.map(([variable, value]) => [variable, onThisMachine(value)]));
  }

  function start(name: 'agent' | 'consumer', more: Record<string, string> = {}): Daemon {
    const service = serviceOf(compose, name);
    const sources = new Map(mountsOf(service).map(({ source, target }) => [target, source]));
    const args = service.command.map((argument) => sources.get(argument) ?? argument);
    const daemon = new Daemon(args, { ...environmentOf(name), ...more });
    daemons.push(daemon);
    return daemon;
  }

  /** What Docker would find: it runs the command by the container's shell, with $$ for $. */
  function isHealthy(name: string): boolean {
    const command = serviceOf(compose, name).healthcheck?.test[1] ?? 'false';
    return spawnSync('sh', ['-c', onThisMachine(command.replaceAll('$$', '$'))]).status === 0;
  }

  function runHook(): { status: number | null; stderr: string } {
    const bin = join(folder, 'bin');
    const awslocal = join(bin, 'awslocal');
    mkdirSync(bin, { recursive: true });
    const standIn = join(import.meta.dirname, 'awslocal.ts');
    writeFileSync(awslocal, `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "$@"\n`);
    chmodSync(awslocal, 0o755);
    const { status, stderr } = spawnSync(
      join(projectDir, 'config/deploy/localstack/ready.d/create-stream.sh'),
      {
        env: {
          ...environmentOf('agent'), // The address and the credentials, which awslocal brings along.
          ...localStack,
          PATH: [bin, process.env['PATH']].join(delimiter),
        },
        encoding: 'utf8',
      },
    );
    return { status, stderr };
  }

  /** Where each event in the stream came from, as one text. */
  async function placesInStream(): Promise<string[]> {
    const shards = await readStream(kinesis, localStack['KINSHIP_STREAM'] ?? '');
    const records = await Promise.all([...shards.values()].flat().map(({ data }) => decodeRecord(data)));
    return records
      .flatMap(({ events }) => events)
      .map((event) => `${event[originFields.generation]} ${event[originFields.offset]}`);
  }

  async function documents(): Promise<number> {
    await openSearch.indices.refresh({ index: `${index}-*`, ignore_unavailable: true });
    const { body } = await openSearch.count({ index: `${index}-*`, ignore_unavailable: true });
    return body.count;
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    const deadlineMs = Date.now() + waitTimeoutMs;
    while (!(await condition())) {
      if (Date.now() > deadlineMs)
        throw new Error(`not in time:\n${daemons.map(({ log }) => log).join('\n')}`);
      await systemClock.sleep(200);
    }
  }
});
