import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../../src/local-stream/core/faults.ts';
import { call, openHttp2, type Served, serve } from './served.ts';

let server: Served;
beforeEach(async () => {
  server = await serve();
  await call(server.url, 'CreateStream', { StreamName: 'logs', ShardCount: 1 });
});
afterEach(() => server.close());

const put = { StreamName: 'logs', Data: 'QUJD', PartitionKey: 'k' };

async function recordCount(): Promise<number> {
  const place = { StreamName: 'logs', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' };
  const { json } = await call(server.url, 'GetShardIterator', place);
  const got = await call(server.url, 'GetRecords', { ShardIterator: json['ShardIterator'] });
  return (got.json['Records'] as unknown[]).length;
}

/** `answered`, `reset`, or `pending` after a while. */
async function fateOverHttp1(): Promise<string> {
  try {
    await call(server.url, 'PutRecord', put, { signal: AbortSignal.timeout(200) });
    return 'answered';
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return 'pending';
    return String((error as { cause?: { code?: string } }).cause?.code);
  }
}

async function fateOverHttp2(): Promise<string> {
  const { session, stream } = openHttp2(server.url, 'PutRecord', put);
  const pending = new Promise<string>((resolve) => setTimeout(resolve, 200, 'pending'));
  const answered = once(stream, 'response').then(
    () => 'answered',
    (error: { code?: string }) => String(error.code),
  );
  const fate = await Promise.race([answered, pending]);
  session.destroy();
  return fate;
}

describe('a fault on the way', () => {
  test.each<[fault: FaultRule['fault'], overHttp1: string, overHttp2: string, stored: number]>([
    ['lose', 'pending', 'pending', 2],
    ['resetBefore', 'ECONNRESET', 'ERR_HTTP2_STREAM_ERROR', 0],
    ['resetAfter', 'ECONNRESET', 'ERR_HTTP2_STREAM_ERROR', 2],
  ])('%s', async (fault, overHttp1, overHttp2, stored) => {
    server.faults.replace([{ fault, operation: 'PutRecord', stream: 'logs' }]);
    expect(await fateOverHttp1()).toMatch(new RegExp(`${overHttp1}|UND_ERR_SOCKET`));
    expect(await fateOverHttp2()).toBe(overHttp2);
    expect(await recordCount()).toBe(stored);
    expect(server.faults.counts()).toMatchObject([{ struck: 2 }]);
  });

  test('slow: the call is done at once, and answered late', async () => {
    server.faults.replace([{ fault: 'slow', operation: 'PutRecord', delayMs: 150 }]);
    const startMs = performance.now();
    const late = call(server.url, 'PutRecord', put);
    await expect.poll(recordCount).toBe(1);
    expect((await late).status).toBe(200);
    expect(performance.now() - startMs).toBeGreaterThan(140);
  });

  test('befalls errors too', async () => {
    server.faults.replace([{ fault: 'slow', delayMs: 100, count: 1 }]);
    const startMs = performance.now();
    expect((await call(server.url, 'DescribeStream', { StreamName: 'no' })).status).toBe(400);
    expect(performance.now() - startMs).toBeGreaterThan(90);
  });

  test('finds the stream and shard of an iterator', async () => {
    await call(server.url, 'CreateStream', { StreamName: 'other', ShardCount: 1 });
    const place = { StreamName: 'other', ShardId: 'shardId-000000000000', ShardIteratorType: 'LATEST' };
    const { json } = await call(server.url, 'GetShardIterator', place);
    server.faults.replace([{ fault: 'resetBefore', stream: 'other', shardId: 'shardId-000000000000' }]);
    expect(await recordCount()).toBe(0);
    await expect(call(server.url, 'GetRecords', { ShardIterator: json['ShardIterator'] })).rejects.toThrow();
  });
});
