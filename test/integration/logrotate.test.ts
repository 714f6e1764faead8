import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { ensureStream } from '../../src/demo/demo-stream.ts';
import { decodeRecord } from '../../src/wire/decode.ts';
import { Daemon } from './process.ts';
import { readStream } from './read-stream.ts';

const port = 41_568;
const startTimeoutMs = 30_000;
const address = { region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const agentEnv = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_KINESIS: address.endpoint,
};
const hasLogrotate = spawnSync('logrotate', ['--version']).status === 0;

const rotations = 3;
/** Some 20 MB/s, in pieces, for half a second between two rotations. */
const linesPerRotation = 100_000;
const linesPerPiece = 5_000;
const pieceDelayMs = 25;
const rotationDelayMs = 1_000;
/** A compressed file is read at the second look, which is some seconds after the first on a loaded machine. */
const settleMs = 8_000;

/** Debian's own schemes and those of common packages; what stands in the block of the log. */
const schemes: [name: string, options: string, pattern: string][] = [
  ['create', 'create', 'app.log'],
  ['create, all files match', 'create', 'app.log*'],
  ['copytruncate', 'copytruncate', 'app.log'],
  ['copytruncate, all files match', 'copytruncate', 'app.log*'],
  ['compress', 'create\n compress', 'app.log*'],
  ['compress, delaycompress', 'create\n compress\n delaycompress', 'app.log*'],
  ['copytruncate, compress', 'copytruncate\n compress', 'app.log'],
  ['dateext', 'create\n dateext\n dateformat -%Y%m%d-%s', 'app.log*'],
  [
    'dateext, extension, compress',
    'create\n dateext\n dateformat -%Y%m%d-%s\n extension .log\n compress',
    'app*',
  ],
];

describe.skipIf(!hasLogrotate && process.env['CI'] === undefined)('logrotate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kinship-logrotate-'));
  let local: Daemon;

  beforeAll(async () => {
    Object.assign(process.env, agentEnv);
    local = new Daemon(['local', `--port=${port}`, `--data=${join(folder, 'kinesis')}`, '--no-limits'], {});
    await until(
      () => local.log.includes(address.endpoint),
      () => local.log,
    );
  });

  afterAll(async () => {
    await local.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(schemes)('%s: each line comes once', async (name, options, pattern) => {
    const home = join(folder, name.replaceAll(/\W+/g, '-'));
    mkdirSync(join(home, 'log'), { recursive: true });
    const stream = name.replaceAll(/\W+/g, '-');
    await ensureStream(address, stream, 2, systemClock, AbortSignal.timeout(startTimeoutMs));
    const log = join(home, 'log', 'app.log');
    const rotate = prepareLogrotate(home, log, options);
    appendFileSync(log, '0\n');
    const agent = new Daemon(['agent', writeConfig(home, pattern, stream)], agentEnv);
    await until(
      () => agent.log.includes('reading file'),
      () => agent.log,
    );

    let lines = 1;
    for (let rotation = 0; rotation < rotations; rotation += 1) {
      for (let piece = 0; piece < linesPerRotation; piece += linesPerPiece) {
        const texts = Array.from(
          { length: linesPerPiece },
          () => `${lines++} ${'some words of a line '.repeat(4)}\n`,
        );
        appendFileSync(log, texts.join(''));
        await systemClock.sleep(pieceDelayMs);
      }
      rotate();
      // Where no pattern shows rotated files, each must be seen under its first name: a second is enough.
      await systemClock.sleep(rotationDelayMs);
    }
    appendFileSync(log, `${lines++} the last one\n`);
    await systemClock.sleep(settleMs);
    await agent.stop();
    const numbers = await shippedNumbers(stream);
    expect({ distinct: new Set(numbers).size, shipped: numbers.length }, agent.log).toEqual({
      distinct: lines,
      shipped: lines,
    });
  });
});

function prepareLogrotate(home: string, log: string, options: string): () => void {
  const config = join(home, 'logrotate.conf');
  writeFileSync(config, `${log} {\n rotate 20\n missingok\n ${options}\n}\n`, { mode: 0o600 });
  return () => {
    const { status, stderr } = spawnSync('logrotate', ['-f', '-s', join(home, 'logrotate.state'), config]);
    if (status !== 0) throw new Error(`logrotate ended with ${status}:\n${stderr}`);
    // Two dates of one second would be one name.
    if (options.includes('dateext')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100);
  };
}

function writeConfig(home: string, pattern: string, stream: string): string {
  const path = join(home, 'agent.yaml');
  const input = `    - type: file\n      paths: ${join(home, 'log', pattern)}\n      format: plain\n`;
  const output = `    type: kinesis\n    stream: ${stream}\n    region: us-east-1\n    flushDelayMs: 200ms\n`;
  writeFileSync(path, `agent:\n  dataDir: ${join(home, 'data')}\n  inputs:\n${input}  output:\n${output}`);
  return path;
}

async function shippedNumbers(stream: string): Promise<number[]> {
  const client = new KinesisClient({ ...address, credentials, requestHandler: new NodeHttpHandler() });
  const numbers: number[] = [];
  for (const records of (await readStream(client, stream)).values()) {
    for (const { data } of records) {
      for (const { message } of (await decodeRecord(data)).events)
        numbers.push(Number.parseInt(String(message), 10));
    }
  }
  client.destroy();
  return numbers;
}

async function until(isThere: () => boolean, log: () => string): Promise<void> {
  const deadlineMs = Date.now() + startTimeoutMs;
  while (!isThere()) {
    if (Date.now() > deadlineMs) throw new Error(`it did not start:\n${log()}`);
    await systemClock.sleep(20);
  }
}
