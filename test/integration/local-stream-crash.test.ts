import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, PutRecordsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { ensureStream } from '../../src/demo/demo-stream.ts';
import { hashKeyMax } from '../../src/shard/hash-key.ts';
import { Daemon } from './process.ts';
import { readStream } from './read-stream.ts';

const stream = 'crashes';
const port = 41_567;
const crashes = 4;
const writers = 4;
const recordsPerCall = 50;
const runMs = 700;
const startTimeoutMs = 20_000;
const address = { region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const folder = mkdtempSync(join(tmpdir(), 'kinship-crash-'));
let daemon: Daemon | undefined;

afterEach(async () => {
  await daemon?.kill();
  rmSync(folder, { recursive: true, force: true });
});

it('kinship local keeps every record it acknowledged through kill -9 in the middle', async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  const acknowledged = new Map<string, string>();
  const client = new KinesisClient({
    ...address,
    credentials,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  });
  for (let crash = 0; crash < crashes; crash += 1) {
    daemon = await startDaemon();
    await ensureStream(address, stream, 2, systemClock, AbortSignal.timeout(startTimeoutMs));
    const stop = new AbortController();
    const running = Array.from({ length: writers }, () => putUntil(client, stop.signal, acknowledged));
    if (crash === 1) await client.send(splitCommand);
    await systemClock.sleep(runMs);
    await daemon.kill();
    stop.abort();
    await Promise.all(running);
  }
  daemon = await startDaemon();
  const shards = await readStream(client, stream);
  const stored = new Map(
    [...shards.values()].flat().map((record) => [record.sequenceNumber, text(record.data)]),
  );
  client.destroy();
  const lost = [...acknowledged].filter(([sequenceNumber, data]) => stored.get(sequenceNumber) !== data);
  expect(lost.map(([sequenceNumber]) => sequenceNumber)).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan(crashes * recordsPerCall);
  expect(shards.size).toBe(4);
});

const splitCommand = new SplitShardCommand({
  StreamName: stream,
  ShardToSplit: 'shardId-000000000001',
  NewStartingHashKey: String((hashKeyMax / 4n) * 3n),
});

async function startDaemon(): Promise<Daemon> {
  const started = new Daemon(['local', `--port=${port}`, `--data=${folder}`, '--no-limits'], {});
  const deadlineMs = Date.now() + startTimeoutMs;
  while (!started.log.includes(address.endpoint)) {
    if (!started.isRunning || Date.now() > deadlineMs) throw new Error(`it did not start:\n${started.log}`);
    await systemClock.sleep(20);
  }
  return started;
}

/** Puts batches until the signal, or until nobody answers; remembers what was acknowledged. */
async function putUntil(
  client: KinesisClient,
  signal: AbortSignal,
  acknowledged: Map<string, string>,
): Promise<void> {
  while (!signal.aborted) {
    const batch = Array.from({ length: recordsPerCall }, () => randomBytes(1_500));
    const Records = batch.map((data) => ({ Data: data, PartitionKey: text(data.subarray(0, 8)) }));
    const answer = await client
      .send(new PutRecordsCommand({ StreamName: stream, Records }))
      .catch(() => undefined);
    if (answer === undefined) return;
    for (const [index, data] of batch.entries()) {
      const sequenceNumber = answer.Records?.[index]?.SequenceNumber;
      if (sequenceNumber !== undefined) acknowledged.set(sequenceNumber, text(data));
    }
  }
}

function text(data: Uint8Array): string {
  return Buffer.from(data).toString('base64');
}
