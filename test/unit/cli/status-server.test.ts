import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type StatusAnswer, StatusServer } from '../../../src/cli/status-server.ts';
import { createLog } from '../../../src/telemetry/log.ts';

const host = '127.0.0.1';
const routes = new Map<string, () => StatusAnswer>([
  ['/well', () => ({ status: 200, contentType: 'text/plain', body: 'yes\n' })],
  ['/ill', () => ({ status: 503, contentType: 'text/plain', body: 'no\n' })],
]);
const lines: string[] = [];
const server = new StatusServer(
  routes,
  createLog('info', 'json', (line) => lines.push(line)),
);
afterEach(() => {
  server.close();
  lines.length = 0;
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo; // It listens on TCP.
  probe.close();
  await once(probe, 'close');
  return port;
}

async function listening(words: string): Promise<void> {
  for (let look = 0; look < 200 && !lines.join('').includes(words); look += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(lines.join('')).toContain(words);
}

test.each<[string, string, status: number, body: string]>([
  ['GET', '/well', 200, 'yes\n'],
  ['GET', '/well?verbose', 200, 'yes\n'],
  ['HEAD', '/well', 200, ''],
  ['GET', '/ill', 503, 'no\n'],
  ['GET', '/', 404, '/well\n/ill\n'],
  ['POST', '/well', 405, 'only GET\n'],
])('%s %s', async (method, path, status, body) => {
  const port = await freePort();
  server.listen({ host, port });
  await listening('served');
  const answer = await fetch(`http://${host}:${port}${path}`, { method });
  expect([answer.status, await answer.text()]).toEqual([status, body]);
});

test('a port that is taken is said, with what to do, and stops nobody', async () => {
  const other = createServer().listen(0, host);
  await once(other, 'listening');
  server.listen({ host, port: (other.address() as AddressInfo).port });
  await listening('EADDRINUSE');
  expect(lines.join('')).toContain('agent.http.port');
  other.close();
});

test('port 0 is off', async () => {
  server.listen({ host, port: 0 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(lines).toEqual([]);
});

test('moves to another port', async () => {
  const [before, after] = [await freePort(), await freePort()];
  server.listen({ host, port: before });
  await listening(String(before));
  server.listen({ host, port: after });
  await listening(String(after));
  expect((await fetch(`http://${host}:${after}/well`)).status).toBe(200);
  await expect(fetch(`http://${host}:${before}/well`)).rejects.toThrow();
});
