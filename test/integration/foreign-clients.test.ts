import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Engine, startKinesis } from '../../src/engines/index.ts';
import { AwsCliRoad } from './foreign/aws-cli.ts';
import { type Installed, installed } from './foreign/installation.ts';
import { JavaClient } from './foreign/java-client.ts';
import { PythonClient } from './foreign/python-client.ts';
import { expectWholeRoad } from './foreign/road.ts';

const toolsDir = join(import.meta.dirname, '..', '..', '.kinship', 'tools');
/** The first time their packages are fetched. */
const installLimitMs = 300_000;

describe('clients of other languages walk the whole road', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kinship-foreign-'));
  const env = {
    ...process.env,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // What the developer's own account is set to is not for these.
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    LC_ALL: 'C.UTF-8', // Else what Java prints is in the locale's encoding, which may be ASCII.
  };
  let engine: Engine;

  beforeAll(async () => {
    engine = await startKinesis({
      kind: 'kinship-local',
      dataDir: folder,
      cacheDir: folder,
      env: process.env,
      progress: () => {},
    });
  });
  afterAll(async () => {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  describe('Python', () => {
    let python: Installed<PythonClient>;
    beforeAll(async () => {
      python = await installed('Python 3 with pip', env, () => PythonClient.install(toolsDir, env));
    }, installLimitMs);

    it('boto3', async ({ skip }) => {
      if ('missing' in python) return skip(python.missing);
      expectWholeRoad(await python.client.roadOfBoto3(engine.url, 'boto3'), 'pushes');
    });

    it('AWS CLI', async ({ skip }) => {
      if ('missing' in python) return skip(python.missing);
      expectWholeRoad(await new AwsCliRoad(python.client, engine.url, 'aws-cli').go(), 'asks only');
    });
  });

  describe('Java SDK v2', () => {
    let java: Installed<JavaClient>;
    beforeAll(async () => {
      java = await installed('Maven and a JDK of 17 or newer', env, () => JavaClient.install(toolsDir, env));
    }, installLimitMs);

    it('synchronous, over HTTP/1.1', async ({ skip }) => {
      if ('missing' in java) return skip(java.missing);
      expectWholeRoad(await java.client.road(engine.url, 'java-http1', 'http1'), 'asks only');
    });

    it('asynchronous, over HTTP/2', async ({ skip }) => {
      if ('missing' in java) return skip(java.missing);
      expectWholeRoad(await java.client.road(engine.url, 'java-http2', 'http2'), 'pushes');
    });
  });
});
