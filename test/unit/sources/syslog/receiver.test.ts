import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/cli/system-clock.ts';
import { freePort } from '../../../../src/engines/process/free-port.ts';
import type { Receiver } from '../../../../src/flow/intake.ts';
import { createReceiver } from '../../../../src/sources/index.ts';
import { syslogInputOptions } from '../../../../src/sources/syslog/options.ts';
import { MemoryIntake } from '../../../fakes/memory-intake.ts';
import { toldInputs } from '../../../fakes/told-inputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'kinship-syslog-'));
const path = join(folder, 'syslog.sock');
let intake: MemoryIntake;
let receiver: Receiver | undefined;
let inputs: ReturnType<typeof toldInputs>;
let port: number;

beforeEach(async () => {
  intake = new MemoryIntake();
  inputs = toldInputs();
  port = await freePort('syslog');
});
afterEach(async () => {
  await receiver?.stop();
  rmSync(path, { force: true });
});

async function listen(addresses: string | string[], more: object = {}): Promise<void> {
  const options = syslogInputOptions.parse({ type: 'syslog', listen: addresses, ...more });
  receiver = createReceiver(options, { intake, clock: systemClock, telemetry: inputs.telemetry });
  receiver.start();
  await until(
    () => inputs.told.filter((line) => line.includes('taking messages')).length === options.listen.length,
  );
}

async function until(condition: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadlineMs)
      throw new Error(`not in time: ${inputs.told.join('')}${intake.lines.join()}`);
    await systemClock.sleep(5);
  }
}

async function connect(to: { port: number; host: string } | { path: string }): Promise<Socket> {
  const socket = createConnection(to);
  await once(socket, 'connect');
  return socket;
}

it('takes messages over TCP, UDP and a unix socket, and says where they came from', async () => {
  await listen([`tcp://127.0.0.1:${port}`, `udp://127.0.0.1:${port}`, `unix:${path}`]);
  const tcp = await connect({ host: '127.0.0.1', port });
  tcp.write('<1>over tcp\n11 <1>counted!<1>be');
  tcp.end('tween\n<1>the end');
  const unix = await connect({ path });
  unix.end('<1>over unix\n');
  const udp = createSocket('udp4');
  udp.send('<1>over udp\n', port, '127.0.0.1');
  await until(() => intake.messages.length === 6);
  udp.close();
  expect(intake.lines.toSorted()).toEqual([
    '<1>between',
    '<1>counted!',
    '<1>over tcp',
    '<1>over udp',
    '<1>over unix',
    '<1>the end',
  ]);
  for (const { line, fields } of intake.messages) {
    const peer = Buffer.from(line).includes('unix') ? undefined : { 'log.source.address': '127.0.0.1' };
    expect(fields).toEqual(peer);
  }
  expect(inputs.telemetry.counts.get('received')).toBe(6);
  expect(statSync(path).mode & 0o777).toBe(0o666);
});

it('a full spool holds up senders over TCP, and costs those over UDP what they send, which is told', async () => {
  await listen([`tcp://127.0.0.1:${port}`, `udp://127.0.0.1:${port}`]);
  intake.hold();
  const tcp = await connect({ host: '127.0.0.1', port });
  const line = `<1>${'x'.repeat(1_000)}\n`;
  const lines = 20_000;
  let sent = 0;
  const sending = (async () => {
    for (; sent < lines; sent += 1) if (!tcp.write(line)) await once(tcp, 'drain');
    tcp.end();
  })();
  const udp = createSocket('udp4');
  udp.send('<1>lost', port, '127.0.0.1');
  await until(() => inputs.told.some((text) => text.includes('messages are lost')));
  udp.close();
  await systemClock.sleep(200);
  expect(sent).toBeLessThan(lines);
  intake.release();
  await sending;
  await until(() => intake.messages.length === lines);
  expect(inputs.telemetry.counts.byLabel('dropped')).toEqual(
    new Map([[`syslog tcp://127.0.0.1:${port} udp://127.0.0.1:${port}`, 1]]),
  );
});

it('refuses connections beyond the limit, and counts those that are open', async () => {
  await listen(`tcp://127.0.0.1:${port}`, { connectionsMax: 1 });
  const first = await connect({ host: '127.0.0.1', port });
  await until(() => [...inputs.telemetry.connections.values()][0] === 1);
  const second = await connect({ host: '127.0.0.1', port });
  await once(second, 'close');
  expect(inputs.told.some((line) => line.includes('more than 1 connections'))).toBe(true);
  first.destroy();
  await until(() => [...inputs.telemetry.connections.values()][0] === 0);
});

it('closes connections that say nothing for too long', async () => {
  await listen(`tcp://127.0.0.1:${port}`, { idleTimeoutMs: 1_000 });
  const socket = await connect({ host: '127.0.0.1', port });
  await once(socket, 'close');
});

it('reads at a stop what senders have sent already', async () => {
  await listen(`tcp://127.0.0.1:${port}`);
  const socket = await connect({ host: '127.0.0.1', port });
  socket.on('error', () => {});
  socket.write('<1>a\n'.repeat(10_000));
  await receiver?.stop();
  expect(intake.messages).toHaveLength(10_000);
});

describe('what was received is kept, though the spool takes nothing', () => {
  /** More than one read gives, and less than a connection holds that nobody reads. */
  const sent = '<1>a\n'.repeat(24_000);

  async function heldUp(more: object = {}): Promise<Socket> {
    await listen(`tcp://127.0.0.1:${port}`, more);
    intake.hold();
    const socket = await connect({ host: '127.0.0.1', port });
    socket.on('error', () => {});
    socket.write(sent);
    return socket;
  }

  it('for longer than a connection may be idle', async () => {
    await heldUp({ idleTimeoutMs: 1_000 });
    await systemClock.sleep(1_300);
    intake.release();
    await until(() => intake.messages.length === 24_000);
  });

  it('while it is stopped', async () => {
    await heldUp();
    await systemClock.sleep(50);
    const stopping = receiver?.stop();
    await systemClock.sleep(400);
    intake.release();
    await stopping;
    expect(intake.messages).toHaveLength(24_000);
  });

  it('for longer than a stop waits for more', async () => {
    await heldUp();
    await systemClock.sleep(50);
    const stopping = receiver?.stop();
    await systemClock.sleep(2_300);
    intake.release();
    await stopping;
    // The first read, and what was received while the reader waited; the system's own buffer is not.
    expect(intake.messages.length).toBeGreaterThan(20_000);
  });
});

it('reads what a sender says that is told that its connection ends', async () => {
  await listen(`tcp://127.0.0.1:${port}`, { idleTimeoutMs: 1_000 });
  const socket = createConnection({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.resume();
  socket.write('<1>one\n');
  await once(socket, 'end');
  socket.end('<1>two\n');
  await until(() => intake.messages.length === 2);
});

it('takes the place of a socket that nobody listens at, and of nothing else', async () => {
  await listen(`unix:${path}`);
  const options = syslogInputOptions.parse({ type: 'syslog', listen: [`unix:${path}`] });
  const second = createReceiver(options, { intake, clock: systemClock, telemetry: inputs.telemetry });
  second.start();
  await until(() => inputs.told.some((line) => line.includes('another program listens')));
  await second.stop();
  await receiver?.stop();
  writeFileSync(path, 'a file');
  receiver = createReceiver(options, { intake, clock: systemClock, telemetry: inputs.telemetry });
  receiver.start();
  await until(() => inputs.told.some((line) => line.includes('is no socket')));
  expect([...inputs.telemetry.troubles.values()]).toEqual([`cannot listen at unix:${path}`]);
  expect(existsSync(path)).toBe(true);
});
