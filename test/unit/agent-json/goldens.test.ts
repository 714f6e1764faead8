import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect, test } from 'vitest';
import { runAgent } from '../../../src/agent.ts';
import { readAgentJson } from '../../../src/agent-json/read.ts';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { flowsOf } from '../../../src/config/agent-options.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { AgentTelemetry } from '../../../src/telemetry/agent.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { coreConnection } from '../../fakes/core-connection.ts';
import { LocalCore } from '../../fakes/local-core.ts';
import { ownGoldens } from './own-goldens.ts';

/** What amazon-kinesis-agent 2.0.13 really sent: recorded, and too large to be in the repository. */
const recorded =
  process.env['KINSHIP_GOLDENS'] ??
  join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'goldens', 'kinesis-agent');
const names = existsSync(recorded) ? readdirSync(recorded) : [];

/** Where ours differ on purpose: docs/amazon-kinesis-agent.md says why. */
const deadLetters: Readonly<Record<string, number>> = {
  'logtojson-apache-error': 31,
  'logtojson-rfc3339syslog': 2,
  'logtojson-syslog': 29,
};

interface Sent {
  readonly data: Buffer;
  readonly partitionKey: string;
}

/** Runs one flow until all lines are sent, or kept as dead letters. */
async function run(flow: object, log: Buffer): Promise<{ sent: Sent[]; dead: Buffer[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  try {
    writeFileSync(join(folder, 'in.log'), log);
    const core = new LocalCore({ limits: 'off', changeMs: 0 });
    core.call('CreateStream', { StreamName: 'test', ShardCount: 2 });
    core.nowMs += 1_000;
    const sent: Sent[] = [];
    const connection = coreConnection(core);
    const watched = {
      ...connection,
      send: async (command: PutRecordsCommand) => {
        for (const { Data, PartitionKey } of command.input.Records ?? [])
          sent.push({ data: Buffer.from(Data ?? []), partitionKey: PartitionKey ?? '' });
        return connection.send(command);
      },
    };
    const text = JSON.stringify({ flows: [{ ...flow, filePattern: join(folder, 'in.log') }] });
    const { flows, problems } = readAgentJson([{ path: 'agent.json', text }], { blocks: false });
    expect(problems).toEqual([]);
    const { agent } = configSchema.parse({ agent: { flows: flows.map((read) => read.flow) } });
    const options = agent === undefined ? undefined : flowsOf(agent)[0]?.options;
    if (options === undefined) throw new Error('there is no flow');
    const stop = new AbortController();
    const telemetry = new AgentTelemetry(createLog('silent', 'json', () => {}));
    const running = runAgent(
      // A second is the least that amazon-kinesis-agent takes, and more than a test has.
      { ...options, dataDir: join(folder, 'data'), output: { ...options.output, flushDelayMs: 20 } },
      {
        clock: systemClock,
        random: Math.random,
        connect: () => watched as never,
        hostName: 'host',
        machineId: 'machine',
        telemetry,
        stop: stop.signal,
        force: new AbortController().signal,
      },
    );
    const isDone = () => telemetry.progress.files.some(({ behindBytes }) => behindBytes === 0);
    for (let waited = 0; !isDone() && waited < 10_000; waited += 20) await systemClock.sleep(20);
    stop.abort();
    await running;
    const path = join(folder, 'data', 'dead-letters.jsonl');
    const letters = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
    return { sent, dead: letters.map((line) => Buffer.from(JSON.parse(line).dataBase64, 'base64')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface GoldenRecord {
  readonly data?: string;
  readonly dataBase64?: string;
}

function bytesOf({ data, dataBase64 }: GoldenRecord): Buffer {
  return dataBase64 === undefined ? Buffer.from(data ?? '') : Buffer.from(dataBase64, 'base64');
}

test('the recorded goldens are 16, where they are at hand', () => {
  expect([0, 16]).toContain(names.length);
});

test.skipIf(names.length === 0).each(names)('%s, as amazon-kinesis-agent sent it', async (name) => {
  const read = (file: string) => readFileSync(join(recorded, name, file));
  const log = read('in.log');
  const { sent, dead } = await run(JSON.parse(read('flow.json').toString()), log);
  const expected = read('records.jsonl')
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => bytesOf(JSON.parse(line)));
  expect(sent.map(({ data }) => data.toString('latin1'))).toEqual(
    expected.map((data) => data.toString('latin1')),
  );
  expect(dead).toHaveLength(deadLetters[name] ?? 0);
  for (const line of dead) expect(log.includes(line)).toBe(true);
});

test.each(ownGoldens)('$name', async ({ flow, log, records, dead = [] }) => {
  const { sent, dead: kept } = await run(
    { kinesisStream: 'test', initialPosition: 'START_OF_FILE', maxBufferAgeMillis: 1_000, ...flow },
    Buffer.from(log, 'latin1'),
  );
  expect(sent.map(({ data }) => data.toString())).toEqual(records);
  expect(kept.map(String)).toEqual(dead);
});

test('a deterministic key is the MD5 of the record', async () => {
  const flow = { kinesisStream: 'test', initialPosition: 'START_OF_FILE', maxBufferAgeMillis: 1_000 };
  const { sent } = await run(
    { ...flow, partitionKeyOption: 'DETERMINISTIC' },
    Buffer.from('one\ntwo\none\n'),
  );
  const keys = sent.map(({ partitionKey }) => partitionKey);
  expect(keys[0]).toBe('5bbf5a52328e7439ae6e719dfe712200'); // md5sum of "one\n"
  expect(keys[2]).toBe(keys[0]);
  expect(keys[1]).not.toBe(keys[0]);
});
