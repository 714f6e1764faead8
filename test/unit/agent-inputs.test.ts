import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentContext } from '../../src/agent-context.ts';
import { AgentInputs } from '../../src/agent-inputs.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { type AgentOptions, agentOptions } from '../../src/config/agent-options.ts';
import { freePort } from '../../src/engines/process/free-port.ts';
import { spoolBytesMin } from '../../src/spool/options.ts';
import { AgentTelemetry } from '../../src/telemetry/agent.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { MemoryPositionStore } from '../fakes/memory-position-store.ts';

let folder: string;
let port: number;
let inputs: AgentInputs;
let telemetry: AgentTelemetry;
const told: string[] = [];
const sockets: Socket[] = [];
let generations = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinship-inputs-'));
  port = await freePort('inputs');
  telemetry = new AgentTelemetry(createLog('info', 'json', (line) => told.push(line)));
  inputs = create();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await inputs.close();
  rmSync(folder, { recursive: true });
});

function create(): AgentInputs {
  const never = new AbortController().signal;
  const context: AgentContext = {
    clock: systemClock,
    random: Math.random,
    connect: () => {
      throw new Error('nothing is sent here');
    },
    telemetry,
    hostName: 'host',
    machineId: 'machine',
    stop: never,
    force: never,
  };
  const mintId = () => (++generations).toString(16).padStart(4, '0');
  return new AgentInputs(join(folder, 'data'), new MemoryPositionStore(), context, mintId);
}

function options(more: readonly object[]): AgentOptions {
  const output = { type: 'kinesis', stream: 's', region: 'r' };
  const spoolBytesMax = spoolBytesMin;
  return agentOptions.parse({ dataDir: join(folder, 'data'), inputs: more, output, spoolBytesMax });
}

const file = () => ({ type: 'file', paths: join(folder, '*.log'), format: 'plain', pollDelayMs: 10 });
const syslog = (at = port) => ({ type: 'syslog', listen: `tcp://127.0.0.1:${at}` });

async function open(...more: object[]): Promise<void> {
  const before = told.length;
  await inputs.open(options(more));
  const listens = more.some(({ type }: { type?: string }) => type === 'syslog');
  const isListening = () => told.slice(before).some((line) => line.includes('taking messages'));
  for (let turn = 0; listens && turn < 100 && !isListening(); turn += 1) await systemClock.sleep(5);
}

async function connect(at = port): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port: at });
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Reads until so many messages are there, and acknowledges them; each chunk as the messages in it. */
async function read(count: number): Promise<string[][]> {
  const over = new AbortController();
  const chunks: string[][] = [];
  let messages = 0;
  const deadlineMs = Date.now() + 10_000;
  for await (const chunk of inputs.read(over.signal)) {
    if (messages >= count || Date.now() > deadlineMs) over.abort();
    if (chunk === undefined) continue;
    const parsed = await inputs.parse(chunk, over.signal);
    chunks.push((parsed?.events ?? []).map(({ message }) => String(message)));
    messages += parsed?.events.length ?? 0;
    const offset = parsed?.endOffsets.at(-1);
    if (offset !== undefined) inputs.commit([{ generation: chunk.file.generation, offset }]);
  }
  return chunks;
}

const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name} ${index} ${'x'.repeat(200)}\n`).join('');

describe('files and what goes through the spool', () => {
  it('are read side by side: a flood of one starves no other', async () => {
    const log = join(folder, 'a.log');
    writeFileSync(log, 'the file is open then\n');
    await open(file(), syslog());
    expect(await read(1)).toHaveLength(1);
    appendFileSync(log, lines('file', 10_000));
    const socket = await connect();
    socket.write(lines('<1>syslog', 20_000));
    while (telemetry.inputs.counts.get('received') < 20_000) await systemClock.sleep(5);
    const chunks = await read(30_000);
    const kinds = chunks.map(([first = '']) => (first.startsWith('file') ? 'f' : 's')).join('');
    expect(chunks.flat()).toHaveLength(30_000);
    // While both have something, they take turns.
    const both = kinds.slice(kinds.indexOf('f'), Math.min(kinds.lastIndexOf('f'), kinds.lastIndexOf('s')));
    expect(both).not.toMatch(/ffff|ssss/);
    expect(both.length).toBeGreaterThan(10);
  });

  it('go on one without the other', async () => {
    await open(syslog());
    (await connect()).end('<1>alone\n');
    expect((await read(1)).flat()).toEqual(['<1>alone']);
    await open(file());
    writeFileSync(join(folder, 'a.log'), 'a file\n');
    expect((await read(1)).flat()).toEqual(['a file']);
  });

  it('what is in the spool is read after a restart, whatever the inputs are then', async () => {
    await open(syslog());
    (await connect()).end('<1>left behind\n');
    while (telemetry.inputs.counts.get('received') < 1) await systemClock.sleep(5);
    await inputs.close();
    inputs = create();
    await open(file());
    expect((await read(1)).flat()).toEqual(['<1>left behind']);
  });
});

describe('a new configuration', () => {
  it('leaves ports of inputs that are as they were open, and closes others', async () => {
    await open(syslog());
    const socket = await connect();
    socket.write('<1>before\n');
    expect((await read(1)).flat()).toEqual(['<1>before']);
    await open(file(), syslog());
    socket.write('<1>after\n');
    appendFileSync(join(folder, 'a.log'), 'a file\n');
    expect((await read(2)).flat().toSorted()).toEqual(['<1>after', 'a file']);
    const other = await freePort('inputs');
    await open(syslog(other));
    expect(socket.closed || (await once(socket, 'close'))).toBeTruthy();
    (await connect(other)).end('<1>elsewhere\n');
    expect((await read(1)).flat()).toEqual(['<1>elsewhere']);
    await expect(connect()).rejects.toThrow('ECONNREFUSED');
  });

  it('has what was read and not acknowledged read again, from where it was', async () => {
    await open(syslog());
    (await connect()).end('<1>one\n<1>two\n');
    while (telemetry.inputs.counts.get('received') < 2) await systemClock.sleep(5);
    const over = new AbortController();
    for await (const chunk of inputs.read(over.signal)) if (chunk !== undefined) over.abort();
    await inputs.readAgain();
    await open(syslog());
    expect((await read(2)).flat()).toEqual(['<1>one', '<1>two']);
  });
});

describe('a full spool, which senders wait for', () => {
  const line = `<1>${'x'.repeat(1_000)}\n`;

  beforeEach(async () => {
    await open(syslog());
    (await connect()).end(line.repeat(Math.ceil(spoolBytesMin / line.length)));
    while (telemetry.inputs.troubles.size === 0) await systemClock.sleep(5);
  });

  it('holds up no stop', async () => {
    await inputs.close();
  });

  it('holds up no new configuration, and takes what waited once it is read', async () => {
    await open(syslog(await freePort('inputs')));
    const taken = telemetry.inputs.counts.get('received');
    expect((await read(taken + 1)).flat().length).toBeGreaterThan(taken);
  });
});
