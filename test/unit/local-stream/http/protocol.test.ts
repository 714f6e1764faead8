import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, callHttp2, type Served, serve } from './served.ts';

let server: Served;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

describe('a call', () => {
  test('is answered as AWS does', async () => {
    const { status, headers, json } = await call(server.url, 'ListStreams', {});
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(json).toMatchObject({ StreamNames: [], HasMoreStreams: false });
  });

  test('that returns nothing has no body', async () => {
    const { status, headers } = await call(server.url, 'CreateStream', { StreamName: 'a', ShardCount: 1 });
    expect([status, headers.get('content-length')]).toEqual([200, '0']);
  });

  test('has its dates in seconds', async () => {
    await call(server.url, 'CreateStream', { StreamName: 'dated', ShardCount: 1 });
    const { json } = await call(server.url, 'DescribeStreamSummary', { StreamName: 'dated' });
    const { StreamCreationTimestamp } = json['StreamDescriptionSummary'] as Record<string, number>;
    expect(StreamCreationTimestamp).toBeCloseTo(Date.now() / 1000, -1);
  });

  test.each(['application/json', 'application/x-amz-json-1.1; charset=UTF-8', 'Application/JSON'])(
    'may say %s',
    async (contentType) => {
      const headers = { 'content-type': contentType };
      expect((await call(server.url, 'ListStreams', {}, { headers })).status).toBe(200);
    },
  );
});

describe('a refusal', () => {
  test.each<[string, operation: string, init: RequestInit, status: number, type: string, words: string]>([
    ['of what is no operation', 'Explode', {}, 400, 'UnknownOperationException', 'Kinesis_20131202.Explode'],
    ['of a name of Object', 'toString', {}, 400, 'UnknownOperationException', 'toString'],
    [
      'without a target',
      '',
      { headers: { 'x-amz-target': '' } },
      400,
      'UnknownOperationException',
      'X-Amz-Target is missing',
    ],
    [
      'of another service',
      '',
      { headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } },
      400,
      'UnknownOperationException',
      'DynamoDB_20120810.ListTables',
    ],
    ['of GET', 'ListStreams', { method: 'GET', body: null }, 404, 'UnknownOperationException', 'POST'],
    [
      'of CBOR',
      'ListStreams',
      { headers: { 'content-type': 'application/x-amz-cbor-1.1' } },
      400,
      'SerializationException',
      'CBOR_ENABLED=false',
    ],
    [
      'of another content type',
      'ListStreams',
      { headers: { 'content-type': 'text/plain' } },
      400,
      'SerializationException',
      'text/plain',
    ],
    [
      'of a web page',
      'ListStreams',
      { headers: { origin: 'http://example.org' } },
      403,
      'AccessDeniedException',
      'Web pages',
    ],
  ])('%s', async (_name, operation, init, status, type, words) => {
    const { status: actual, json } = await call(server.url, operation, '{}', init);
    expect({ status: actual, type: json['__type'] }).toEqual({ status, type });
    expect(json['message']).toContain(words);
  });

  test('of CBOR is told in the headers too: who sends it cannot read the JSON', async () => {
    const headers = { 'content-type': 'application/x-amz-cbor-1.1' };
    const answer = await call(server.url, 'ListStreams', '', { headers });
    expect(answer.headers.get('x-amzn-errortype')).toBe('SerializationException');
    expect(answer.headers.get('x-amzn-error-message')).toBe(answer.json['message']);
  });

  test('of a request without a signature', async () => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.ListStreams',
    };
    const response = await fetch(server.url, { method: 'POST', body: '{}', headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      __type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
  });

  test('of what the core refuses', async () => {
    const answer = await call(server.url, 'DescribeStream', { StreamName: 'missing' });
    expect(answer).toMatchObject({ status: 400, json: { __type: 'ResourceNotFoundException' } });
    expect(await callHttp2(server.url, 'DescribeStream', { StreamName: 'missing' })).toMatchObject({
      status: 400,
      json: { __type: 'ResourceNotFoundException' },
    });
  });

  test('of a body that is too large, with its length told or not', async () => {
    const large = 'x'.repeat(20_000_000);
    const told = await call(server.url, 'PutRecords', large);
    expect(told).toMatchObject({ status: 413, json: { __type: 'RequestEntityTooLargeException' } });
    const body = new Blob([large]).stream();
    const chunked = await call(server.url, 'PutRecords', '', { body, duplex: 'half' } as RequestInit);
    expect(chunked.status).toBe(413);
  });

  test('of a length that is none breaks nothing', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n');
    expect(await text(socket)).toContain('400 Bad Request');
    expect((await call(server.url, 'ListStreams', {})).status).toBe(200);
  });

  test('leaves the connection to the next call', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const request = (type: string) =>
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`;
    socket.write(request('text/plain'));
    await once(socket, 'data');
    socket.end(request('application/cbor'));
    expect(await text(socket)).toContain('CBOR is not spoken here');
  });
});
