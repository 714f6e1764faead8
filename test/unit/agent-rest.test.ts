import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FlowsContext, runFlows } from '../../src/agent-flows.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { agentOptions, type Flow } from '../../src/config/agent-options.ts';
import { AgentTelemetry } from '../../src/telemetry/agent.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { coreConnection } from '../fakes/core-connection.ts';
import { LocalCore, streamName } from '../fakes/local-core.ts';

let folder: string;
let core: LocalCore;
let stop: AbortController;
let telemetries: Map<string, AgentTelemetry>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rest-'));
  core = LocalCore.withStream(1, { limits: 'off' });
  stop = new AbortController();
  telemetries = new Map();
});
afterEach(() => rmSync(folder, { recursive: true }));

const context = (): FlowsContext => ({
  clock: systemClock,
  random: () => 0,
  connect: () => coreConnection(core),
  hostName: 'host',
  machineId: 'machine',
  stdin: Readable.from([Buffer.from('one\ntwo')]),
  stop: stop.signal,
  force: new AbortController().signal,
  telemetryOf: (name) => {
    const telemetry = new AgentTelemetry(createLog('silent', 'json', () => {}));
    telemetries.set(name, telemetry);
    return telemetry;
  },
  flowGone: () => {},
});

function flow(name: string, input: object): Flow {
  const options = agentOptions.parse({
    dataDir: join(folder, name),
    inputs: [input],
    output: { type: 'kinesis', stream: streamName, flushDelayMs: 10, compression: 'none' },
  });
  return { name, options };
}

const stdin = () => flow('stdin', { type: 'stdin' });
const stored = () =>
  core
    .read()
    .Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())
    .join('') ?? '';

test('the agent ends when the inputs of all its flows have ended', async () => {
  await runFlows([stdin()], context());
  expect(stored()).toMatch(/one.*two/s);
  expect(existsSync(join(folder, 'stdin', 'spool'))).toBe(true);
});

test('a flow whose inputs have ended rests in health, and the others go on', async () => {
  const file = join(folder, 'a.log');
  const running = runFlows([stdin(), flow('files', { type: 'file', paths: file })], context());
  const progress = () => telemetries.get('stdin')?.progress;
  await expect.poll(() => progress()?.road, { timeout: 15_000 }).toBe('ended');
  const muchLaterMs = systemClock.nowMs() + 3_600_000;
  expect(progress()?.isAlive(muchLaterMs)).toBe(true);
  expect(progress()?.troubles(muchLaterMs)).toEqual([]);
  appendFileSync(file, 'three\n');
  await expect.poll(stored, { timeout: 15_000 }).toContain('three');
  expect(existsSync(join(folder, 'files', 'spool'))).toBe(false);
  stop.abort();
  await running;
});
