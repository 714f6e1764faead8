import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentRoad } from './agent-road.ts';
import { NotifySocket } from './notify-socket.ts';

const watchdogMs = 900;

describe.skipIf(process.env['ENGINES'] === 'none')('an agent under systemd', () => {
  let road: AgentRoad;
  let systemd: NotifySocket;
  beforeEach(async () => {
    road = new AgentRoad(21_581);
    systemd = await NotifySocket.open(join(road.folder, 'notify'));
    road.configure(['a.log']);
  });
  afterEach(async () => {
    await road.end();
    await systemd.close();
  });

  const start = () =>
    road.startAgent({ NOTIFY_SOCKET: systemd.path, WATCHDOG_USEC: String(watchdogMs * 1000) });
  const count = (line: string) => systemd.lines.filter((other) => other === line).length;

  it('tells when it is ready, reloads and stops, and feeds the watchdog', async () => {
    await road.startLocal();
    const agent = start();
    await road.until(() => count('READY=1') === 1, 'READY=1');
    await road.until(() => count('WATCHDOG=1') >= 3, 'WATCHDOG=1');
    road.configure(['a.log'], '50ms');
    agent.signal('SIGHUP');
    await road.until(() => count('READY=1') === 2, 'the end of the reload');
    appendFileSync(join(road.folder, 'a.log'), 'one\n');
    await agent.stop();
    const steps = systemd.lines.filter((line) => /^(READY|RELOADING|MONOTONIC_USEC|STOPPING)=/.test(line));
    const monotonic = expect.stringMatching(/^MONOTONIC_USEC=\d+$/);
    expect(steps).toEqual(['READY=1', 'RELOADING=1', monotonic, 'READY=1', 'STOPPING=1']);
    expect(systemd.lines.some((line) => line.startsWith('STATUS=shipping: '))).toBe(true);
  });

  it('is not ready while its stream is away, says why, and is not ended for it', async () => {
    const agent = start();
    await road.until(() => count('WATCHDOG=1') >= 3, 'WATCHDOG=1');
    expect(count('READY=1')).toBe(0);
    expect(systemd.lines).toContain('STATUS=the stream has not answered yet');
    expect(await road.ask('/readyz')).toEqual({ status: 503, text: 'the stream has not answered yet\n' });
    expect((await road.ask('/livez')).status).toBe(200);
    await road.startLocal();
    await road.until(() => count('READY=1') === 1, 'READY=1');
    expect((await road.ask('/readyz')).status).toBe(200);
    await agent.stop();
  });
});
