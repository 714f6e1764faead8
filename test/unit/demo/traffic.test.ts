import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { planRequests } from '../../../src/demo/request-plan.ts';
import { requestRate, startTraffic, type TrafficOptions } from '../../../src/demo/traffic.ts';

const first = (count: number, seed: number) => planRequests(seed, 50).take(count).toArray();

describe('what is asked for', () => {
  test('follows from the seed', () => {
    expect(first(3_000, 1)).toEqual(first(3_000, 1));
    expect(first(50, 1)).not.toEqual(first(50, 2));
  });

  test('has a few popular products and a long tail', () => {
    const visits = new Map<string, number>();
    const products = first(20_000, 3).filter(({ path }) => path.startsWith('/products/'));
    for (const { path } of products) visits.set(path, (visits.get(path) ?? 0) + 1);
    const counts = [...visits.values()].sort((a, b) => b - a);
    expect(counts.length).toBeGreaterThan(200);
    expect((counts[0] ?? 0) / products.length).toBeGreaterThan(0.05);
  });

  test('has quiet times and incidents', () => {
    const faultsPerThousand = Array.from({ length: 30 }, () => 0);
    for (const [index, { headers }] of first(30_000, 5).entries()) {
      const slot = Math.floor(index / 1_000);
      if (headers['x-demo-fault']) faultsPerThousand[slot] = (faultsPerThousand[slot] ?? 0) + 1;
    }
    expect(Math.min(...faultsPerThousand)).toBeLessThan(20);
    expect(Math.max(...faultsPerThousand)).toBeGreaterThan(50);
  });

  test('comes from addresses that belong to nobody', () => {
    const nobody = /^(?:192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|198\.1[89]\.|2001:db8:)/;
    for (const { headers } of first(2_000, 4)) expect(headers['x-forwarded-for']).toMatch(nobody);
  });
});

test.each([
  [0, 50],
  [75_000, 80],
  [150_000, 50],
  [225_000, 20],
  [300_000, 50],
])('the rate after %d ms of a five-minute day', (elapsedMs, perSecond) => {
  expect(requestRate(elapsedMs, 50, 300_000)).toBeCloseTo(perSecond);
});

/** Runs traffic against a server that records what it was asked, until `enough`; what was asked, in order. */
async function record(
  options: Partial<TrafficOptions>,
  enough: (asked: readonly string[]) => boolean,
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end('ok'),
) {
  const asked: string[] = [];
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['x-forwarded-for']}`);
    sockets.add(request.socket);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // Never a string for TCP.
  const traffic = startTraffic({ url, seed: 1, requestsPerSecond: 400, ...options });
  await expect.poll(() => enough(asked), { timeout: 5_000 }).toBe(true);
  await traffic.stop();
  server.close();
  return { asked, traffic, sockets };
}

describe('traffic', () => {
  test('asks the same for the same seed, and takes the plan in order', async () => {
    const run = () => record({ inFlightMax: 1, seed: 9 }, (asked) => asked.length >= 25);
    const plan = planRequests(9, 400).take(25);
    const planned = plan
      .map(({ method, path, headers }) => `${method} ${path} ${headers['x-forwarded-for']}`)
      .toArray();
    expect((await run()).asked.slice(0, 25)).toEqual(planned);
    expect((await run()).asked.slice(0, 25)).toEqual(planned);
  });

  test('keeps connections alive', async () => {
    const { asked, sockets, traffic } = await record({}, ({ length }) => length >= 100);
    expect(sockets.size).toBeLessThanOrEqual(64);
    expect([traffic.requests, traffic.failed]).toEqual([asked.length, 0]);
  });

  test('skips what would be too much at once', async () => {
    let inFlight = 0;
    let inFlightMost = 0;
    const slow = (_: IncomingMessage, response: ServerResponse) => {
      inFlightMost = Math.max(inFlightMost, ++inFlight);
      void delay(50).then(() => response.end(() => inFlight--));
    };
    const { traffic } = await record({ inFlightMax: 3 }, ({ length }) => length >= 12, slow);
    expect(inFlightMost).toBe(3);
    expect(traffic.skipped).toBeGreaterThan(0);
  });

  test('does not make up for a long sleep', async () => {
    let nowMs = 0;
    const traffic = startTraffic({
      url: 'http://127.0.0.1:9',
      seed: 1,
      requestsPerSecond: 10,
      now: () => nowMs,
    });
    nowMs = 3_600_000;
    await expect.poll(() => traffic.requests).toBeGreaterThan(0);
    await traffic.stop();
    expect(traffic.requests).toBeLessThanOrEqual(8);
    expect(traffic.failed).toBe(traffic.requests); // Nobody listens there; that is counted, not thrown.
  });

  test('stops at the signal', async () => {
    const abort = new AbortController();
    const { traffic } = await record({ signal: abort.signal }, ({ length }) => {
      if (length >= 10) abort.abort();
      return abort.signal.aborted;
    });
    const { requests } = traffic;
    await delay(150);
    expect(traffic.requests).toBe(requests);
  });
});
