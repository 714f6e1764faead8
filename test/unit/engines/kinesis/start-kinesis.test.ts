import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand, KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect, test } from 'vitest';
import { startKinesis } from '../../../../src/engines/index.ts';

/** All are real, small, and here after `npm install`; starting one takes less than a second. */
test.each(['kinship-local', 'kinesalite', 'kinesis-local'] as const)(
  '%s keeps its streams, on loopback',
  async (kind) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'kinesis-'));
    try {
      expect(await streamsAfter(kind, dataDir, (client) => client.send(createStream))).toEqual(['orders']);
      expect(await streamsAfter(kind, dataDir, async () => {})).toEqual(['orders']);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  },
);

const createStream = new CreateStreamCommand({ StreamName: 'orders', ShardCount: 1 });

async function streamsAfter(
  kind: 'kinship-local' | 'kinesalite' | 'kinesis-local',
  dataDir: string,
  act: (client: KinesisClient) => Promise<unknown>,
): Promise<readonly string[] | undefined> {
  const options = { dataDir, cacheDir: dataDir, env: process.env, progress: () => {} };
  const engine = await startKinesis({ ...options, kind });
  expect(openSockets(Number(new URL(engine.url).port))).not.toContain('any');
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const requestHandler = new NodeHttpHandler();
  const client = new KinesisClient({
    endpoint: engine.url,
    region: 'us-east-1',
    credentials,
    requestHandler,
  });
  await act(client);
  const { StreamNames } = await client.send(new ListStreamsCommand({}));
  await engine.stop();
  client.destroy();
  return StreamNames;
}

/** Who may reach a listening port, as Linux tells it; nothing elsewhere. */
function openSockets(port: number): readonly string[] {
  if (process.platform !== 'linux') return [];
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const listening = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) =>
    readFileSync(path, 'utf8').split('\n'),
  );
  const locals = listening.map((line) => line.trim().split(/\s+/)).filter(([, , , state]) => state === '0A');
  const ours = locals.map(([, local]) => local ?? '').filter((local) => local.endsWith(`:${wanted}`));
  return ours.map((local) => (/^0+:/.test(local) ? 'any' : 'loopback'));
}
