import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { call, type Served, serve } from './served.ts';

let server: Served;
beforeEach(async () => {
  server = await serve();
});
afterEach(() => server.close());

/** With node:http, as fetch has its own mind about Host and Origin. */
async function admin(method: string, path: string, body = '', headers: Record<string, string> = {}) {
  const { port } = new URL(server.url);
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', method, path: `/_kinship/${path}`, headers },
      (response) =>
        text(response).then((answer) => resolve({ status: response.statusCode, body: answer }), reject),
    );
    sent.on('error', reject).end(body);
  });
}

describe('the admin calls', () => {
  test('set faults, count how often they struck, and end them', async () => {
    const rule = { fault: 'unavailable', operation: 'ListStreams', chance: 0.5 };
    const put = await admin('PUT', 'faults', JSON.stringify({ seed: 3, rules: [rule] }));
    expect(JSON.parse(put.body)).toEqual({ seed: 3, rules: [{ ...rule, struck: 0 }] });
    expect((await call(server.url, 'ListStreams', {})).status, 'the chance of seed 3 is 0.3').toBe(503);
    expect(JSON.parse((await admin('GET', 'faults')).body).rules).toEqual([{ ...rule, struck: 1 }]);
    expect(JSON.parse((await admin('DELETE', 'faults')).body)).toEqual({ seed: 3, rules: [] });
    expect((await call(server.url, 'ListStreams', {})).status).toBe(200);
  });

  test('keep the seed where none is given', async () => {
    await admin('PUT', 'faults', '{"seed":9,"rules":[]}');
    expect(JSON.parse((await admin('PUT', 'faults', '{"rules":[]}')).body)).toEqual({ seed: 9, rules: [] });
  });

  test('name the member that is wrong', async () => {
    const { status, body } = await admin('PUT', 'faults', '{"rules":[{"fault":"lose","chance":"often"}]}');
    expect(status).toBe(400);
    expect(JSON.parse(body).message).toMatch(/^rules\[0\]\.chance: /);
    expect((await admin('PUT', 'faults', '{')).body).toContain('This is not JSON');
  });

  test.each([
    ['what is not there', 'GET', 'nope', 404, 'There is no GET /_kinship/nope'],
    ['another method', 'POST', 'faults', 404, 'There is no POST'],
    ['a body without end', 'PUT', 'faults', 413, 'at most 1048576'],
  ])('refuse %s', async (_name, method, path, status, words) => {
    const answer = await admin(method, path, status === 413 ? 'x'.repeat(2_000_000) : '');
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(words);
  });

  test.each([
    ['an Origin', { origin: 'http://example.org' }, 'Origin'],
    ['an Origin of this machine', { origin: 'http://127.0.0.1:4567' }, 'Origin'],
    ['the Host of a page that points its name here', { host: 'example.org:4567' }, 'Host'],
    ['a Host that only begins as this machine', { host: 'localhost.example.org' }, 'Host'],
  ])('are not for web pages: %s', async (_name, headers, words) => {
    const answer = await admin('PUT', 'faults', '{"rules":[]}', headers);
    expect(answer.status).toBe(403);
    expect(answer.body).toContain(words);
  });

  test.each(['localhost:4567', 'LOCALHOST', '[::1]:1', '127.0.0.1'])('are for %s', async (host) => {
    expect((await admin('GET', 'faults', '', { host })).status).toBe(200);
  });
});
