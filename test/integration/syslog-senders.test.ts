/** Real senders: Debian's rsyslog and logger, each over every way that the agent takes syslog messages. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { ReceivingRoad } from './received.ts';

const port = 21_711;
const receiving = new ReceivingRoad(21_701);
const { road } = receiving;
const socket = join(road.folder, 'syslog.sock');

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

beforeAll(async () => {
  await road.startLocal();
  receiving.configure([
    `{type: syslog, listen: ["udp://127.0.0.1:${port}", "tcp://127.0.0.1:${port}", "unix:${socket}"]}`,
  ]);
  await receiving.start(3);
});
afterAll(() => road.end());

async function messagesWith(word: string, count: number): Promise<string[]> {
  let found: string[] = [];
  await road.until(async () => {
    const events = (await road.events()).filter(({ message }) => String(message).includes(word));
    // Each was read as what it is: with program and severity, and without an error.
    for (const event of events) {
      expect(event).toMatchObject({ 'process.name': 'kinship-test', 'log.syslog.severity.code': 5 });
      expect(event).not.toHaveProperty(['error.type']);
    }
    found = events.map(({ message }) => String(message));
    return found.length >= count;
  }, `${count} messages with ${word}`);
  return found;
}

describe.skipIf(!has('logger'))('logger', () => {
  const ways: readonly [name: string, args: readonly string[]][] = [
    ['udp', ['--server=127.0.0.1', `--port=${port}`, '--udp']],
    ['tcp', ['--server=127.0.0.1', `--port=${port}`, '--tcp']],
    ['tcp-counted', ['--server=127.0.0.1', `--port=${port}`, '--tcp', '--octet-count']],
    ['tcp-3164', ['--server=127.0.0.1', `--port=${port}`, '--tcp', '--rfc3164']],
    ['unix', [`--socket=${socket}`]],
  ];

  it.each(ways)('over %s', async (name, args) => {
    const lines = Array.from({ length: 20 }, (_, index) => `logger-${name} says ${index}.`);
    const { status, stderr } = spawnSync('logger', [...args, '-t', 'kinship-test'], {
      input: lines.join('\n'),
    });
    expect(status, stderr.toString()).toBe(0);
    const messages = await messagesWith(`logger-${name} `, lines.length);
    expect(messages).toHaveLength(lines.length);
    for (const line of lines) expect(messages.filter((message) => message.endsWith(line))).toHaveLength(1);
  });
});

describe.skipIf(!has('rsyslogd'))('rsyslog', () => {
  const ways: readonly [name: string, action: string][] = [
    ['udp', `target="127.0.0.1" port="${port}" protocol="udp"`],
    ['tcp', `target="127.0.0.1" port="${port}" protocol="tcp"`],
    ['counted', `target="127.0.0.1" port="${port}" protocol="tcp" TCP_Framing="octet-counted"`],
  ];

  it.each(ways)('over %s', async (name, action) => {
    const lines = 1_000;
    const rsyslog = await startRsyslog(name, action);
    const { status, stderr } = spawnSync('logger', [`--socket=${rsyslog.socket}`, '-t', 'kinship-test'], {
      input: Array.from({ length: lines }, (_, index) => `rsyslog-${name} says ${index}.`).join('\n'),
    });
    expect(status, stderr.toString()).toBe(0);
    const messages = await messagesWith(`rsyslog-${name} `, lines);
    rsyslog.process.kill('SIGTERM');
    await once(rsyslog.process, 'exit');
    const numbers = messages.map((message) => Number(/says (\d+)\.$/.exec(message)?.[1]));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: lines }, (_, index) => index));
  });

  /** One of our own, beside the host's, if it has one. */
  async function startRsyslog(
    name: string,
    action: string,
  ): Promise<{ process: ChildProcess; socket: string }> {
    const home = join(road.folder, `rsyslog-${name}`);
    mkdirSync(home);
    const log = join(home, 'log');
    const config = join(home, 'rsyslog.conf');
    writeFileSync(
      config,
      `global(workDirectory="${home}")\n` +
        `module(load="imuxsock" SysSock.Use="off")\n` +
        `input(type="imuxsock" Socket="${log}" RateLimit.Interval="0")\n` +
        `*.* action(type="omfwd" ${action} action.resumeRetryCount="-1")\n`,
    );
    const args = ['-n', '-f', config, '-i', join(home, 'pid')];
    const process = spawn('rsyslogd', args, { stdio: ['ignore', 'inherit', 'inherit'] });
    await systemClock.sleep(1_000);
    return { process, socket: log };
  }
});
