import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runAgent } from '../../src/agent.ts';
import type { KinesisConnection } from '../../src/aws/kinesis-client.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { agentOptions } from '../../src/config/agent-options.ts';
import type { KnownFile } from '../../src/record/position.ts';
import { AgentTelemetry } from '../../src/telemetry/agent.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { type DecodedEvent, decodeRecord } from '../../src/wire/decode.ts';
import { coreConnection } from '../fakes/core-connection.ts';
import { httpService } from '../fakes/http-service.ts';
import { LocalCore, shardId, streamName } from '../fakes/local-core.ts';

let folder: string;
let core: LocalCore;
let log: string;
let held: Promise<void>;
let calls: number;
let current: AgentTelemetry | undefined;
let files: () => readonly KnownFile[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steps-'));
  core = LocalCore.withStream(1, { limits: 'off' });
  log = '';
  held = Promise.resolve();
  calls = 0;
  files = () => [];
  path = () => join(folder, 'a.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadlineMs = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > deadlineMs) throw new Error(`no ${what} in time:\n${log}`);
    await systemClock.sleep(10);
  }
}

/** PutRecords is answered when the test lets it. */
function heldConnection({ send, destroy }: KinesisConnection): KinesisConnection {
  const put = async (command: { readonly input: object }) => {
    if ('Records' in command.input) {
      calls += 1;
      await held;
    }
    return send(command as never); // Whatever command it is, it is handed on.
  };
  return { send: put as unknown as KinesisConnection['send'], destroy };
}

let path: () => string;
const write = (...lines: string[]) => appendFileSync(path(), lines.map((line) => `${line}\n`).join(''));

/** One life of an agent, until its positions stand at the end of the file; what it did. */
async function live(steps: object, output: object = {}, more: object = {}): Promise<AgentTelemetry> {
  const stop = new AbortController();
  const telemetry = new AgentTelemetry(
    createLog('info', 'json', (line) => (log += line)),
    systemClock.nowMs,
  );
  const options = agentOptions.parse({
    dataDir: join(folder, 'data'),
    inputs: [{ type: 'file', paths: path(), format: 'json', discoverDelayMs: 50, pollDelayMs: 10 }],
    output: { type: 'kinesis', stream: streamName, flushDelayMs: 10, ...output },
    steps,
    ...more,
  });
  current = telemetry;
  const running = runAgent(options, {
    clock: systemClock,
    random: () => 0,
    connect: () => heldConnection(coreConnection(core)),
    telemetry,
    hostName: 'host',
    machineId: 'machine',
    stop: stop.signal,
    force: new AbortController().signal,
    showPositions: (show) => {
      files = show;
    },
  });
  await until(() => files()[0]?.offset === readFileSync(path()).length, 'position at the end');
  stop.abort();
  await running;
  return telemetry;
}

async function sent(): Promise<DecodedEvent[]> {
  const records = core.read({ ShardId: shardId(0) }).Records ?? [];
  const decoded = await Promise.all(records.map(({ Data }) => decodeRecord(Data ?? new Uint8Array())));
  return decoded.flatMap(({ events }) => events);
}

const messages = async () => (await sent()).map(({ message }) => message);
const line = (message: string) => JSON.stringify({ message });
const dropNoise = [{ type: 'drop', name: 'noise', when: { field: 'message', matches: '^noise' } }];

for (const format of ['block', 'single']) {
  test.each<[name: string, lines: string[], kept: string[]]>([
    ['all of them', ['noise 1', 'noise 2'], []],
    ['the last', ['a', 'noise'], ['a']],
    ['the first', ['noise', 'a'], ['a']],
    ['those between', ['a', 'noise', 'b'], ['a', 'b']],
  ])(
    `with format ${format}, %s left out: the position passes them, and no restart reads them again`,
    async (_, lines, kept) => {
      write(...lines.map(line));
      const first = await live(dropNoise, { format });
      expect(first.counts.get('linesRead')).toBe(lines.length);
      expect(first.counts.get('eventsPut') + first.steps.filtered.total).toBe(lines.length);
      const second = await live(dropNoise, { format });
      expect(second.counts.get('linesRead')).toBe(0);
      write(line('noise 3'), line('c'));
      const third = await live(dropNoise, { format });
      expect(third.counts.get('linesRead')).toBe(2);
      expect(await messages()).toEqual([...kept, 'c']);
    },
  );
}

test('what was left out behind events on their way waits for them', async () => {
  let release = () => {};
  held = new Promise((resolve) => {
    release = resolve;
  });
  write(line('a'));
  const living = live(dropNoise);
  await until(() => calls > 0, 'PutRecords');
  write(line('noise'));
  await until(() => current?.steps.filtered.total === 1, 'event that is left out');
  await systemClock.sleep(300); // Commits wait 200 ms for company.
  expect(files()[0]?.offset).toBe(0);
  release();
  await living;
  expect(await messages()).toEqual(['a']);
});

test('what is left out is told at the stop, by step and input', async () => {
  write(line('noise'), line('a'));
  const telemetry = await live([...dropNoise, { type: 'rateLimit', eventsPerSecond: 1, burst: 1 }]);
  expect(telemetry.steps.filtered.samples()).toEqual([
    { labels: { input: path(), step: 'noise' }, value: 1 },
  ]);
  const stopped = log.split('\n').find((each) => each.includes('agent stopped'));
  expect(JSON.parse(stopped ?? '{}')).toMatchObject({ lines: 2, events: 1, filtered: 1 });
});

test('what a rate limit left out is told in one message', async () => {
  write(...Array.from({ length: 9 }, (_, index) => line(`${index}`)));
  await live([{ type: 'rateLimit', name: 'flood', eventsPerSecond: 0.001, burst: 2 }]);
  const told = log.split('\n').filter((each) => each.includes('a rate limit left out events'));
  expect(told.map((each) => JSON.parse(each))).toMatchObject([{ input: path(), step: 'flood', events: 7 }]);
});

test('metadata of the machine stands in each event that a reader gets', async () => {
  write(line('a'));
  await live([], {}, { metadata: [{ type: 'host' }] });
  expect(await sent()).toMatchObject([
    { message: 'a', 'host.name': 'host', 'host.os.type': expect.any(String) },
  ]);
  expect(log).toContain('metadata of where the agent runs');
});

test('labels of a pod are there for steps, and each event has its own', async () => {
  const metadata = { labels: { app: 'web', tier: 'front' } };
  await using api = await httpService(() => JSON.stringify({ metadata, spec: { nodeName: 'node-1' } }));
  const logs = join(folder, 'pods', 'shop_web-0_7d4b', 'web');
  mkdirSync(logs, { recursive: true });
  path = () => join(logs, '0.log');
  const token = join(folder, 'token');
  writeFileSync(token, 't');
  write(line('a'), line('b'), line('noise'));
  const steps = [
    {
      type: 'drop',
      when: {
        all: [
          { field: 'kubernetes.labels.app', equals: 'web' },
          { field: 'message', equals: 'noise' },
        ],
      },
    },
    { type: 'rename', fields: { 'kubernetes.labels.tier': 'fields.tier' } },
  ];
  await live(steps, {}, { kubernetes: { endpoint: api.url, tokenFile: token } });
  const labels = { 'kubernetes.labels': { app: 'web' }, 'kubernetes.node.name': 'node-1' };
  expect(await sent()).toMatchObject([
    { message: 'a', fields: { tier: 'front' }, ...labels },
    { message: 'b', fields: { tier: 'front' }, ...labels },
  ]);
  expect(api.asked).toEqual(['GET /api/v1/namespaces/shop/pods/web-0']);
});

test('redacted text is in no event and no log', async () => {
  const secret = 'joe@example.com';
  write(`not JSON, by ${secret}`, line(`by ${secret}`));
  await live([{ type: 'redact', find: ['email'] }]);
  expect(await messages()).toEqual(['not JSON, by [email]', 'by [email]']);
  expect(log).toContain('not JSON, by [email]');
  expect(log).not.toContain(secret);
});

test('redacted text is in no dead letter', async () => {
  const secret = 'joe@example.com';
  write(line(`by ${secret}`));
  // More than a record of Kinesis takes.
  const pad = { type: 'add', fields: { 'fields.pad': 'x'.repeat(1_100_000) } };
  await live([{ type: 'redact', find: ['email'] }, pad], { compression: 'none' });
  const letter = readFileSync(join(folder, 'data', 'dead-letters.jsonl'), 'utf8');
  const { code, dataBase64 } = JSON.parse(letter) as { code: string; dataBase64: string };
  expect(code).toBe('record_too_large');
  const data = Buffer.from(dataBase64, 'base64').toString('latin1');
  expect(data).toContain('by [email]');
  expect(letter + data + log).not.toContain(secret);
});

test('messages that go through the spool are processed too, and what is left out leaves it', async () => {
  const telemetry = new AgentTelemetry(
    createLog('info', 'json', (each) => (log += each)),
    systemClock.nowMs,
  );
  const options = agentOptions.parse({
    dataDir: join(folder, 'data'),
    inputs: [{ type: 'stdin', format: 'plain', steps: dropNoise }],
    output: { type: 'kinesis', stream: streamName, flushDelayMs: 10 },
    steps: [{ type: 'redact', find: ['email'] }],
  });
  const start = (lines: string[]) =>
    runAgent(options, {
      clock: systemClock,
      random: () => 0,
      connect: () => coreConnection(core),
      telemetry,
      hostName: 'host',
      machineId: 'machine',
      stdin: Readable.from([Buffer.from(lines.map((each) => `${each}\n`).join(''))]),
      stop: new AbortController().signal,
      force: new AbortController().signal,
    });
  await start(['noise 1', 'by joe@example.com', 'noise 2']);
  expect(await messages()).toEqual(['by [email]']);
  expect(telemetry.steps.filtered.samples()).toEqual([
    { labels: { input: 'stdin', step: 'noise' }, value: 2 },
  ]);
  await start(['noise 3']);
  expect(telemetry.counts.get('linesRead')).toBe(4); // The second run read only what was new.
  expect(await messages()).toEqual(['by [email]']);
});
