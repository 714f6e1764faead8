import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runAgent } from '../../src/agent.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { agentOptions } from '../../src/config/agent-options.ts';
import { AgentTelemetry } from '../../src/telemetry/agent.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { FirehoseServer } from '../fakes/firehose-server.ts';

let folder: string;
let server: FirehoseServer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firehose-'));
  server = new FirehoseServer('logs');
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Ships a log to Firehose. */
async function ship(log: string, output: object): Promise<string[]> {
  writeFileSync(join(folder, 'a.log'), log);
  const options = agentOptions.parse({
    dataDir: join(folder, 'data'),
    inputs: [{ type: 'file', paths: join(folder, 'a.log'), format: 'plain' }],
    output: {
      type: 'firehose',
      deliveryStream: 'logs',
      region: 'us-east-1',
      endpoint: await server.listen(),
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      flushDelayMs: 20,
      ...output,
    },
  });
  const telemetry = new AgentTelemetry(createLog('silent', 'json', () => {}));
  const stop = new AbortController();
  const running = runAgent(options, {
    clock: systemClock,
    random: () => 0,
    connect: () => {
      throw new Error('nobody asks for Kinesis');
    },
    hostName: 'host',
    machineId: 'machine',
    telemetry,
    stop: stop.signal,
    force: new AbortController().signal,
  });
  const isDone = () => telemetry.progress.files.some(({ behindBytes }) => behindBytes === 0);
  for (let waited = 0; !isDone() && waited < 10_000; waited += 20) await systemClock.sleep(20);
  stop.abort();
  await running;
  return server.stored.map(String);
}

test('events are lines of JSON, and what failed is repeated', async () => {
  server.failures.push(1);
  const lines = (await ship('one\ntwo\n', {})).map((line) => JSON.parse(line));
  expect(lines.map(({ message }) => message).sort()).toEqual(['one', 'two']);
  const common = {
    'host.name': 'host',
    'log.offset': expect.any(Number),
    '@timestamp': expect.stringMatching(/Z$/),
  };
  for (const line of lines) expect(line).toMatchObject(common);
});

test('lines are joined up to a size', async () => {
  expect(await ship('one\ntwo\nthree\n', { format: 'compat', joinedBytesMax: 8 })).toEqual([
    'one\ntwo\n',
    'three\n',
  ]);
});

test('ten thousand lines take the calls that they have to, and come whole', async () => {
  const log = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`).join('');
  const stored = await ship(log, { format: 'compat' });
  expect(stored.toSorted().join('')).toBe(
    log
      .split(/(?<=\n)/)
      .toSorted()
      .join(''),
  );
  expect(server.calls).toBeLessThan(60);
});
