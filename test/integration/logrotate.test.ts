import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { ensureStream } from '../../src/demo/demo-stream.ts';
import { decodeRecord } from '../../src/wire/decode.ts';
import { Daemon } from './process.ts';
import { readStream } from './read-stream.ts';

const port = 41_568;
const agentPort = 41_569;
const startTimeoutMs = 30_000;
const catchUpTimeoutMs = 60_000;
const address = { region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const agentEnv = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_KINESIS: address.endpoint,
};
const hasLogrotate = spawnSync('logrotate', ['--version']).status === 0;

const rotations = 3;
const bytesPerSecond = 20_000_000;
/** Where no pattern shows rotated files, each must be seen under its first name: a second is enough. */
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
    const agent = new Daemon(['agent', writeConfig(home, pattern, stream)], agentEnv);
    const writer = new LogWriter(log);
    onTestFinished(async () => {
      writer.kill();
      await agent.kill();
    });
    const rotate = prepareLogrotate(home, log, options, writer.pid);
    await until(
      () => agent.log.includes('reading file'),
      () => agent.log,
    );
    for (let rotation = 0; rotation < rotations; rotation += 1) {
      await systemClock.sleep(rotationDelayMs);
      await rotate();
    }
    await systemClock.sleep(rotationDelayMs);
    const { lines, bytes, writingMs } = await writer.stop();
    const megabytes = (bytes / 1_000 / writingMs).toFixed(1);
    console.info(
      `${name}: ${lines} lines, ${(bytes / 1_000_000).toFixed(0)} MB, written at ${megabytes} MB/s`,
    );
    await caughtUp(agent);
    await systemClock.sleep(settleMs);
    await agent.stop();
    const numbers = await shippedNumbers(stream);
    expect({ distinct: new Set(numbers).size, shipped: numbers.length }, agent.log).toEqual({
      distinct: lines,
      shipped: lines,
    });
  });
});

/** A process of its own writes the log, whatever this one waits for. */
class LogWriter {
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly #said: Promise<string>;

  constructor(log: string) {
    const program = join(import.meta.dirname, 'log-writer.ts');
    this.#child = spawn(process.execPath, [program, log, String(bytesPerSecond)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#said = text(this.#child.stdout);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async stop(): Promise<{ lines: number; bytes: number; writingMs: number }> {
    this.#child.kill('SIGTERM');
    return JSON.parse((await this.#said).trim().split('\n').at(-1) ?? '');
  }
}

/**
 * The writer is told to open its log anew, as packages do it. With copytruncate nobody tells it; what is written
 * between the copy and the cut is in neither file, so that it is stopped there: no reader can close that window.
 */
function prepareLogrotate(home: string, log: string, options: string, pid: number): () => Promise<void> {
  const config = join(home, 'logrotate.conf');
  const signals = options.includes('copytruncate')
    ? ` prerotate\n kill -STOP ${pid}\n endscript\n postrotate\n kill -CONT ${pid}\n endscript`
    : ` postrotate\n kill -USR1 ${pid}\n endscript`;
  const block = ` rotate 20\n missingok\n ${options}\n${signals}\n`;
  writeFileSync(config, `${log} {\n${block}}\n`, { mode: 0o600 });
  return async () => {
    const logrotate = spawn('logrotate', ['-f', '-s', join(home, 'logrotate.state'), config], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said = text(logrotate.stderr);
    const [status] = await once(logrotate, 'exit');
    if (status !== 0) throw new Error(`logrotate ended with ${status}:\n${await said}`);
    if (options.includes('dateext')) await systemClock.sleep(1_100); // Two dates of one second would be one name.
  };
}

/** Until nothing is behind in any file, as the agent itself says. */
async function caughtUp(agent: Daemon): Promise<void> {
  const deadlineMs = Date.now() + catchUpTimeoutMs;
  for (let calm = 0; calm < 3; ) {
    if (Date.now() > deadlineMs) throw new Error(`it is behind still:\n${agent.log}`);
    await systemClock.sleep(500);
    const metrics = await fetch(`http://127.0.0.1:${agentPort}/metrics`).then(
      (answer) => answer.text(),
      () => undefined, // It is busy, or has ended: its log tells.
    );
    if (metrics === undefined) continue;
    const behind = [...metrics.matchAll(/^kinship_agent_file_behind_bytes\{.*\} (\d+)$/gm)];
    calm = behind.every(([, bytes]) => bytes === '0') ? calm + 1 : 0;
  }
}

function writeConfig(home: string, pattern: string, stream: string): string {
  const path = join(home, 'agent.yaml');
  const input = `    - type: file\n      paths: ${join(home, 'log', pattern)}\n      format: plain\n`;
  const output = `    type: kinesis\n    stream: ${stream}\n    region: us-east-1\n    flushDelayMs: 200ms\n`;
  const http = `  http: {port: ${agentPort}}\n`;
  writeFileSync(
    path,
    `agent:\n${http}  dataDir: ${join(home, 'data')}\n  inputs:\n${input}  output:\n${output}`,
  );
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
