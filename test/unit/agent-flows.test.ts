import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FlowReloads, type FlowsContext, runFlows } from '../../src/agent-flows.ts';
import type { KinesisConnection } from '../../src/aws/kinesis-client.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { agentOptions, type Flow } from '../../src/config/agent-options.ts';
import { SinkError } from '../../src/flow/seams.ts';
import { AgentTelemetry } from '../../src/telemetry/agent.ts';
import { createLog } from '../../src/telemetry/log.ts';
import type { FlowChanges } from '../../src/telemetry/reloads.ts';
import { coreConnection } from '../fakes/core-connection.ts';
import { LocalCore, streamName } from '../fakes/local-core.ts';

let folder: string;
let core: LocalCore;
let stop: AbortController;
let lines: string[];
let telemetries: Map<string, AgentTelemetry>;
let gone: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flows-'));
  core = LocalCore.withStream(1, { limits: 'off' });
  stop = new AbortController();
  lines = [];
  telemetries = new Map();
  gone = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function context(reloads?: FlowReloads): FlowsContext {
  return {
    clock: systemClock,
    random: () => 0,
    connect: () => coreConnection(core),
    hostName: 'host',
    machineId: 'machine',
    stop: stop.signal,
    force: new AbortController().signal,
    telemetryOf: (name) => {
      const log = createLog('info', 'json', (line) => lines.push(line)).child({ flow: name });
      const telemetry = new AgentTelemetry(log, systemClock.nowMs);
      telemetries.set(name, telemetry);
      return telemetry;
    },
    flowGone: (name) => gone.push(name),
    ...(reloads !== undefined && { reloads }),
  };
}

function flow(name: string, stream = streamName): Flow {
  const options = agentOptions.parse({
    dataDir: join(folder, 'data', name),
    inputs: [{ type: 'file', paths: join(folder, `${name}.log`), discoverDelayMs: 50 }],
    output: { type: 'kinesis', stream, flushDelayMs: 10, compression: 'none' },
  });
  return { name, options };
}

const write = (name: string) => appendFileSync(join(folder, `${name}.log`), `a line of ${name}\n`);
const sent = () => core.read().Records?.map(({ Data }) => Buffer.from(Data ?? []).toString()) ?? [];
const hasSent = (name: string, count = 1) => sent().join('').split(`a line of ${name}`).length - 1 === count;

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadlineMs = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > deadlineMs) throw new Error(`no ${what} in time:\n${lines.join('')}`);
    await systemClock.sleep(20);
  }
}

/** New flows for those that run. */
class Reloads implements FlowReloads {
  #flows: readonly Flow[] = [];
  #changed = new AbortController();
  readonly changes: FlowChanges[] = [];

  get changed(): AbortSignal {
    return this.#changed.signal;
  }

  take(): readonly Flow[] {
    this.#changed = new AbortController();
    return this.#flows;
  }

  taken(changes: FlowChanges): void {
    this.changes.push(changes);
  }

  set(flows: readonly Flow[]): void {
    this.#flows = flows;
    this.#changed.abort();
  }
}

test('a flow with a wrong stream holds up no other, says so by name, and is mended while it is tried again', async () => {
  const running = runFlows([flow('good'), flow('bad', 'nope')], context());
  write('good');
  write('bad');
  await until(() => hasSent('good'), 'line of the good flow');
  await until(() => telemetries.get('bad')?.progress.failure !== undefined, 'failure');
  expect(telemetries.get('bad')?.progress.troubles(systemClock.nowMs())[0]).toMatch(/cannot start: .*"nope"/);
  expect(telemetries.get('good')?.progress.troubles(systemClock.nowMs())).toEqual([]);
  const told = lines.map((line) => JSON.parse(line)).find(({ level }) => level === 'error');
  expect(told).toMatchObject({ flow: 'bad', msg: expect.stringContaining('the others go on') });
  core.call('CreateStream', { StreamName: 'nope', ShardCount: 1 });
  core.nowMs += 1_000;
  await until(() => telemetries.get('bad')?.counts.get('eventsPut') === 1, 'line of the mended flow');
  stop.abort();
  await running;
});

test('all flows with mistakes end the agent by the first one’s', async () => {
  const error: unknown = await runFlows([flow('one', 'nope'), flow('two', 'neither')], context()).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SinkError);
  expect(error).toMatchObject({ code: 'missing', message: expect.stringContaining('"nope"') });
});

test('a folder that another agent has fails its flow alone', async () => {
  const twice = { ...flow('two'), options: { ...flow('two').options, dataDir: join(folder, 'data', 'one') } };
  const running = runFlows([flow('one'), twice], context());
  write('one');
  await until(() => hasSent('one'), 'line');
  await until(() => telemetries.get('two')?.progress.failure !== undefined, 'failure');
  stop.abort();
  await running;
});

test('a bug ends all flows, which deliver what they read', async () => {
  const broken = context();
  const { telemetryOf } = broken;
  const running = runFlows([flow('good'), flow('broken')], {
    ...broken,
    telemetryOf: (name) => {
      const telemetry = telemetryOf(name);
      if (name === 'broken')
        telemetry.started = () => {
          throw new TypeError('a bug');
        };
      return telemetry;
    },
  });
  await expect(running).rejects.toThrow('a bug');
  expect(lines.join('')).toContain('agent stopped');
});

test('a reload starts, changes and ends flows, and leaves the others alone', async () => {
  const reloads = new Reloads();
  const running = runFlows([flow('stays'), flow('changes'), flow('goes')], context(reloads));
  for (const name of ['stays', 'changes', 'goes']) write(name);
  await until(() => ['stays', 'changes', 'goes'].every((name) => hasSent(name)), 'first lines');
  const opened = telemetries.get('stays')?.counts.get('filesOpened');
  const { name, options } = flow('changes');
  const changed = { name, options: { ...options, output: { ...options.output, flushDelayMs: 20 } } };
  reloads.set([flow('stays'), changed, flow('comes')]);
  await until(() => gone.length === 1, 'end of the flow');
  expect(reloads.changes).toEqual([{ started: ['comes'], changed: ['changes'], removed: ['goes'] }]);
  expect(gone).toEqual(['goes']);
  for (const still of ['stays', 'changes', 'goes', 'comes']) write(still);
  await until(
    () => ['stays', 'changes'].every((still) => hasSent(still, 2)) && hasSent('comes'),
    'more lines',
  );
  expect(hasSent('goes')).toBe(true);
  expect(telemetries.get('stays')?.counts.get('filesOpened')).toBe(opened);
  // It comes back: its positions are there, and what it missed is read.
  reloads.set([flow('stays'), changed, flow('goes')]);
  await until(() => hasSent('goes', 2), 'line of the flow that came back');
  stop.abort();
  await running;
});

test('a reload mends a flow at once', async () => {
  const reloads = new Reloads();
  const running = runFlows([flow('good'), flow('bad', 'nope')], context(reloads));
  await until(() => telemetries.get('bad')?.progress.failure !== undefined, 'failure');
  write('bad');
  reloads.set([flow('good'), flow('bad')]);
  await until(() => hasSent('bad'), 'line');
  expect(telemetries.get('bad')?.progress.failure).toBeUndefined();
  stop.abort();
  await running;
});

test('who may only write ships without a look at the shards', async () => {
  const { name, options } = flow('good');
  const compat = agentOptions.parse({
    ...options,
    inputs: [{ type: 'file', paths: join(folder, 'good.log'), format: 'plain' }],
    output: { type: 'kinesis', stream: streamName, format: 'compat', flushDelayMs: 10 },
  });
  const connection = coreConnection(core);
  const denied = () => {
    throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
  };
  const mayOnlyPut: KinesisConnection = {
    ...connection,
    send: ((command: { constructor: { name: string } }) =>
      command.constructor.name === 'PutRecordsCommand'
        ? connection.send(command as never)
        : denied()) as KinesisConnection['send'],
  };
  write('good');
  const running = runFlows([{ name, options: compat }], { ...context(), connect: () => mayOnlyPut });
  await until(() => hasSent('good'), 'line');
  expect(sent()).toEqual(['a line of good\n']);
  expect(lines.join('')).toContain('kinesis:ListShards');
  stop.abort();
  await running;
});
