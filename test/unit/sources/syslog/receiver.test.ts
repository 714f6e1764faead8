import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/cli/system-clock.ts';
import { freePort } from '../../../../src/engines/process/free-port.ts';
import { syslogInputOptions } from '../../../../src/sources/syslog/options.ts';
import { ReceiverStory } from '../../../fakes/receiver-story.ts';

const folder = mkdtempSync(join(tmpdir(), 'kinship-syslog-'));
const path = join(folder, 'syslog.sock');
let receiver: ReceiverStory;
let port: number;

beforeEach(async () => {
  receiver = new ReceiverStory();
  port = await freePort('syslog');
});
afterEach(async () => {
  await receiver.stop();
  rmSync(path, { force: true });
});

async function listen(addresses: string | string[], more: object = {}): Promise<void> {
  await receiver.listen(syslogInputOptions.parse({ type: 'syslog', listen: addresses, ...more }));
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
  await receiver.until(() => receiver.intake.messages.length === 6);
  udp.close();
  expect(receiver.intake.lines.toSorted()).toEqual([
    '<1>between',
    '<1>counted!',
    '<1>over tcp',
    '<1>over udp',
    '<1>over unix',
    '<1>the end',
  ]);
  for (const { line, fields } of receiver.intake.messages) {
    const peer = Buffer.from(line).includes('unix') ? undefined : { 'log.source.address': '127.0.0.1' };
    expect(fields).toEqual(peer);
  }
  expect(receiver.telemetry.counts.get('received')).toBe(6);
  expect(statSync(path).mode & 0o777).toBe(0o666);
});

it('a full spool holds up senders over TCP, and costs those over UDP what they send, which is told', async () => {
  await listen([`tcp://127.0.0.1:${port}`, `udp://127.0.0.1:${port}`]);
  receiver.intake.hold();
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
  await receiver.until(() => receiver.told.some((text) => text.includes('messages are lost')));
  udp.close();
  await systemClock.sleep(200);
  expect(sent).toBeLessThan(lines);
  receiver.intake.release();
  await sending;
  await receiver.until(() => receiver.intake.messages.length === lines);
  expect(receiver.telemetry.counts.byLabel('dropped')).toEqual(
    new Map([[`syslog tcp://127.0.0.1:${port} udp://127.0.0.1:${port}`, 1]]),
  );
});

it('refuses connections beyond the limit, and counts those that are open', async () => {
  await listen(`tcp://127.0.0.1:${port}`, { connectionsMax: 1 });
  const first = await connect({ host: '127.0.0.1', port });
  await receiver.until(() => [...receiver.telemetry.connections.values()][0] === 1);
  const second = await connect({ host: '127.0.0.1', port });
  await once(second, 'close');
  expect(receiver.told.some((line) => line.includes('more than 1 connections'))).toBe(true);
  first.destroy();
  await receiver.until(() => [...receiver.telemetry.connections.values()][0] === 0);
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
  await receiver.stop();
  expect(receiver.intake.messages).toHaveLength(10_000);
});

describe('what was received is kept, though the spool takes nothing', () => {
  /** More than one read gives, and less than a connection holds that nobody reads. */
  const sent = '<1>a\n'.repeat(24_000);

  async function heldUp(more: object = {}): Promise<Socket> {
    await listen(`tcp://127.0.0.1:${port}`, more);
    receiver.intake.hold();
    const socket = await connect({ host: '127.0.0.1', port });
    socket.on('error', () => {});
    socket.write(sent);
    return socket;
  }

  it('for longer than a connection may be idle', async () => {
    await heldUp({ idleTimeoutMs: 1_000 });
    await systemClock.sleep(1_300);
    receiver.intake.release();
    await receiver.until(() => receiver.intake.messages.length === 24_000);
  });

  it('while it is stopped', async () => {
    await heldUp();
    await systemClock.sleep(50);
    const stopping = receiver.stop();
    await systemClock.sleep(400);
    receiver.intake.release();
    await stopping;
    expect(receiver.intake.messages).toHaveLength(24_000);
  });

  it('for longer than a stop waits for more', async () => {
    await heldUp();
    await systemClock.sleep(50);
    const stopping = receiver.stop();
    await systemClock.sleep(2_300);
    receiver.intake.release();
    await stopping;
    // The first read, and what was received while the reader waited; the system's own buffer is not.
    expect(receiver.intake.messages.length).toBeGreaterThan(20_000);
  });
});

it('reads what a sender says that is told that its connection ends', async () => {
  await listen(`tcp://127.0.0.1:${port}`, { idleTimeoutMs: 1_000 });
  const socket = createConnection({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.resume();
  socket.write('<1>one\n');
  await once(socket, 'end');
  socket.end('<1>two\n');
  await receiver.until(() => receiver.intake.messages.length === 2);
});

it('takes the place of a socket that nobody listens at, and of nothing else', async () => {
  await listen(`unix:${path}`);
  const options = syslogInputOptions.parse({ type: 'syslog', listen: [`unix:${path}`] });
  const second = receiver.start(options);
  await receiver.until(() => receiver.told.some((line) => line.includes('another program listens')));
  await second.stop();
  await receiver.stop();
  writeFileSync(path, 'a file');
  receiver.start(options);
  await receiver.until(() => receiver.told.some((line) => line.includes('is no socket')));
  expect([...receiver.telemetry.troubles.values()]).toEqual([`cannot listen at unix:${path}`]);
  expect(existsSync(path)).toBe(true);
});
