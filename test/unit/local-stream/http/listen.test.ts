import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ListenError, type Listener, listen } from '../../../../src/local-stream/http/listen.ts';

let listener: Listener;
let methods: string[];
beforeEach(async () => {
  methods = [];
  listener = await listen(0, (exchange) => {
    methods.push(`${exchange.method} ${exchange.path} of ${exchange.headers.host}`);
    if (exchange.path === '/never') return;
    exchange.begin(200, { 'content-type': 'text/plain' });
    exchange.out.end('here');
  });
});
afterEach(() => listener.close());

async function connected(): Promise<Socket> {
  const socket = connect(listener.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

describe('one port', () => {
  test('speaks HTTP/1.1', async () => {
    const response = await fetch(`http://127.0.0.1:${listener.port}/a`);
    expect(await response.text()).toBe('here');
    expect(methods).toEqual([`GET /a of 127.0.0.1:${listener.port}`]);
  });

  test('speaks HTTP/2', async () => {
    const session = connectHttp2(`http://127.0.0.1:${listener.port}`);
    const stream = session.request({ ':path': '/b' });
    expect(await text(stream)).toBe('here');
    expect(methods).toEqual([`GET /b of 127.0.0.1:${listener.port}`]);
    session.destroy();
  });

  test.each([
    ['HTTP/1.1', 'GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'HTTP/1.1 200 OK'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', '\x04\0\0\0\0\0'],
  ])('finds out which from bytes that come one by one: %s', async (_name, request, answer) => {
    const socket = await connected();
    socket.setNoDelay(true);
    for (const character of request) {
      socket.write(character, 'latin1');
      await new Promise(setImmediate);
    }
    let received = '';
    for await (const chunk of socket) {
      received += chunk.toString('latin1');
      if (received.includes(answer)) break;
    }
    expect(received).toContain(answer);
    socket.destroy();
  });

  test('takes for HTTP/1.1 what only begins as HTTP/2 does', async () => {
    const socket = await connected();
    socket.end('PRI /d HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await text(socket)).toContain('HTTP/1.1 400');
  });

  test('is not had twice', async () => {
    const second = listen(listener.port, () => {});
    await expect(second).rejects.toThrow(ListenError);
    await expect(second).rejects.toThrow(`port ${listener.port} of 127.0.0.1 is taken`);
  });
});

describe('the end', () => {
  test('comes at once where nothing is under way', async () => {
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(get({ port: listener.port, agent }), 'response');
    await text(response);
    const silent = await connected();
    const session = connectHttp2(`http://127.0.0.1:${listener.port}`);
    await once(session, 'remoteSettings');
    const startMs = performance.now();
    await listener.close();
    expect(performance.now() - startMs).toBeLessThan(500);
    expect(silent.closed || (await once(silent, 'close'))).toBeTruthy();
    agent.destroy();
    listener = await listen(0, () => {});
  });

  test('waits a second for answers under way', async () => {
    const failed = expect(fetch(`http://127.0.0.1:${listener.port}/never`)).rejects.toThrow();
    while (methods.length === 0) await new Promise(setImmediate);
    const startMs = performance.now();
    await listener.close();
    expect(performance.now() - startMs).toBeGreaterThan(900);
    await failed;
    listener = await listen(0, () => {});
  });
});
