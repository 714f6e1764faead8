import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startWebServer, type WebServer } from '../../../src/demo/web-server.ts';
import { combinedLine } from './combined-line.ts';

let folder: string;
let server: WebServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'web-server-'));
  server = await start();
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const start = (options = {}) =>
  startWebServer({ logFile: join(folder, 'access.log'), rotateBytes: 1e9, keep: 3, ...options });

/** Stops the server; the lines it has written. */
async function loggedLines(): Promise<string[]> {
  await server.stop();
  const lines = readFileSync(join(folder, 'access.log'), 'latin1').split('\n').slice(0, -1);
  for (const line of lines) expect(line).toMatch(combinedLine);
  expect(server.linesWritten).toBe(lines.length);
  return lines;
}

const statusAndBytes = (line: string | undefined) => combinedLine.exec(line ?? '')?.slice(2, 4);

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}${path}`, { headers, redirect: 'manual' });
}

/** Sends bytes as they are; what came back until the connection was closed. */
function sendRaw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').setEncoding('latin1');
  socket.write(bytes, 'latin1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  return new Promise((resolve, reject) => socket.on('close', () => resolve(answer)).on('error', reject));
}

describe('answers, with the bytes the client has counted', () => {
  const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  test.each<[string, RequestInit, number]>([
    ['/', {}, 200],
    ['/', { method: 'HEAD' }, 200],
    ['/products?page=3', {}, 200],
    ['/products?page=x', {}, 404],
    ['/products/7', {}, 200],
    ['/products/501', {}, 404],
    ['/search?q=%zz<b>', {}, 200],
    ['/search', {}, 400],
    ['/login', {}, 200],
    ['/login', { ...form, body: 'user=alice&password=earl-grey' }, 302],
    ['/login', { ...form, body: 'user=alice&password=oolong' }, 401],
    ['/login', { ...form, body: 'x'.repeat(100_000) }, 413],
    ['/cart', { ...form, body: 'product=1' }, 302],
    ['/api/products/7', {}, 200],
    ['/api/products/9999', {}, 404],
    ['/api/orders', {}, 401],
    ['/api/orders', { headers: { authorization: `Basic ${btoa('alice:x')}` } }, 200],
    ['/api/cart/3', { method: 'DELETE' }, 204],
    ['/reports/2026-02', {}, 200],
    ['/reports/2026-13', {}, 500],
    ['/admin/x', {}, 403],
    ['/shop', {}, 301],
    ['/assets/shop.css', {}, 200],
    ['/assets/shop.css', { headers: { 'if-none-match': '"492e"' } }, 304],
    ['/healthz', { method: 'PUT' }, 405],
    ['/.env', {}, 404],
    ['/', { headers: { 'x-demo-fault': '503' } }, 503],
    ['/', { headers: { 'x-demo-fault': '200 OK"' } }, 200],
  ])('%s (case %#)', async (path, init, status) => {
    const response = await fetch(`${server.url}${path}`, { ...init, redirect: 'manual' });
    const { byteLength } = await response.arrayBuffer();
    expect(response.status).toBe(status);
    const [line, ...others] = await loggedLines();
    expect(others).toEqual([]);
    expect(statusAndBytes(line)).toEqual([String(status), byteLength === 0 ? '-' : String(byteLength)]);
  });
});

describe('the line', () => {
  test('has client, user, request, referer and agent', async () => {
    const authorization = `Basic ${btoa('alice:secret')}`;
    const from = { 'x-forwarded-for': '198.18.0.9, 10.0.0.1', referer: 'https://shop.example/cart' };
    await get('/api/orders?a=1', { ...from, authorization, 'user-agent': 'curl/8' });
    const [line] = await loggedLines();
    const pattern =
      /^198\.18\.0\.9 - alice \[.*\] "GET \/api\/orders\?a=1 HTTP\/1\.1" 200 \d+ "https:\/\/shop\.example\/cart" "curl\/8"$/;
    expect(line).toMatch(pattern);
  });

  test('escapes what the client sends, and believes only addresses', async () => {
    const path = '/a"<b>\\x';
    await new Promise((resolve, reject) => {
      const headers = { 'user-agent': 'q"\t\xe9', 'x-forwarded-for': '1 - - "forged' };
      request(`${server.url}`, { path, headers }, (response) => response.resume().on('end', resolve))
        .on('error', reject)
        .end();
    });
    const [line] = await loggedLines();
    expect(line).toMatch(/^127\.0\.0\.1 - - /);
    expect(line).toContain('"GET /a\\"<b>\\\\x HTTP/1.1" 404 ');
    expect(line).toMatch(/"-" "q\\"\\t\\xe9"$/);
  });

  test('has the bytes of what was no HTTP', async () => {
    expect(await sendRaw('\x16\x03\x01\x02\x00"\x01')).toMatch(/^HTTP\/1\.1 400 /);
    const [line] = await loggedLines();
    expect(line).toMatch(/^127\.0\.0\.1 - - .*\] "\\x16\\x03\\x01\\x02\\x00\\"\\x01" 400 - "-" "-"$/);
  });

  test('says 499 of a client that left', async () => {
    const abort = new AbortController();
    const left = fetch(`${server.url}/reports/2026-12`, { signal: abort.signal }).catch(() => 'left');
    await delay(100);
    abort.abort();
    expect(await left).toBe('left');
    await expect.poll(() => server.linesWritten).toBe(1);
    expect(statusAndBytes((await loggedLines())[0])).toEqual(['499', '-']);
  });
});

test('rotates under requests without losing a line', async () => {
  await server.stop();
  server = await start({ rotateBytes: 500, keep: 1_000 });
  const paths = Array.from({ length: 200 }, (_, index) => `/products/${index + 1}`);
  for (const path of paths) {
    await (await get(path)).arrayBuffer();
    if (path.endsWith('0')) await delay(60); // Longer than a batch, so that several rotations happen.
  }
  await server.stop();
  const names = readdirSync(folder);
  const lines = names.flatMap((name) => readFileSync(join(folder, name), 'latin1').split('\n').slice(0, -1));
  const asked = lines.map((line) => combinedLine.exec(line)?.[1]);
  expect(names.length).toBeGreaterThan(10);
  expect(asked.sort()).toEqual(paths.map((path) => `GET ${path} HTTP/1.1`).sort());
});

describe('stop', () => {
  test('finishes what is under way, though its connection is kept alive', async () => {
    const slow = get('/reports/2026-12').then((response) => response.text());
    await delay(100);
    const startedAt = performance.now();
    await server.stop();
    expect(await slow).toContain('2026-12-28');
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(await loggedLines()).toHaveLength(1);
  });

  test('cuts off who never ends, and logs it', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {});
    socket.write('POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nuser');
    await delay(50);
    expect(statusAndBytes((await loggedLines())[0])).toEqual(['499', '-']);
  });

  test('closes the port, twice does no harm, and an abort does the same', async () => {
    await Promise.all([server.stop(), server.stop()]);
    await expect(get('/')).rejects.toThrow();
    const abort = new AbortController();
    server = await start({ signal: abort.signal });
    await get('/healthz');
    abort.abort();
    expect(await loggedLines()).toHaveLength(1);
    await expect(get('/')).rejects.toThrow();
  });

  test('a start that was aborted before, or finds the port taken, throws and leaves nothing open', async () => {
    await expect(start({ signal: AbortSignal.abort() })).rejects.toThrow();
    await expect(start({ port: Number(new URL(server.url).port) })).rejects.toThrow(/EADDRINUSE/);
  });
});
