import { once } from 'node:events';
import { request } from 'node:http';
import {
  KinesisClient,
  SubscribeToShardCommand,
  type SubscribeToShardEvent,
  type SubscribeToShardEventStream,
} from '@aws-sdk/client-kinesis';
import { afterEach, describe, expect, test } from 'vitest';
import { KinesisError } from '../../../../src/local-stream/core/errors.ts';
import { LocalKinesis, type Subscription } from '../../../../src/local-stream/core/local-kinesis.ts';
import { call, callHeaders, type Served, serve } from './served.ts';

let server: Served;
let client: KinesisClient;
afterEach(async () => {
  client?.destroy();
  await server.close();
});

async function start(kinesisOf?: Parameters<typeof serve>[0]): Promise<void> {
  server = await serve(kinesisOf);
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  client = new KinesisClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

const arn = 'arn:aws:kinesis:us-east-1:000000000000:stream/logs';
const place = { ShardId: 'shardId-000000000000', StartingPosition: { Type: 'TRIM_HORIZON' as const } };
const anyConsumer = `${arn}/consumer/c:1`;

async function register(): Promise<string> {
  await call(server.url, 'CreateStream', { StreamName: 'logs', ShardCount: 1 });
  const { json } = await call(server.url, 'RegisterStreamConsumer', { StreamARN: arn, ConsumerName: 'c' });
  const { ConsumerARN } = json['Consumer'] as Record<string, string>;
  await call(server.url, 'ListStreams', {}); // Time passes in calls: now the consumer is ACTIVE.
  return ConsumerARN ?? '';
}

async function put(word: string): Promise<void> {
  const Data = Buffer.from(word).toString('base64');
  await call(server.url, 'PutRecord', { StreamName: 'logs', Data, PartitionKey: 'k' });
}

async function subscribe(ConsumerARN: string, abortSignal = AbortSignal.timeout(10_000)) {
  const command = new SubscribeToShardCommand({ ConsumerARN, ...place });
  const { EventStream } = await client.send(command, { abortSignal });
  if (EventStream === undefined) throw new Error('there is no event stream');
  return EventStream[Symbol.asyncIterator]();
}

/** The words of the records in the next event that has any. */
async function nextWords(events: AsyncIterator<SubscribeToShardEventStream>): Promise<string[]> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) return ['the end'];
    const { Records = [] } = (value as SubscribeToShardEventStream).SubscribeToShardEvent ?? {};
    if (Records.length > 0) return Records.map(({ Data }) => Buffer.from(Data ?? []).toString());
  }
}

describe('a subscription of the SDK', () => {
  test('gets what was there, and what comes', async () => {
    await start();
    const consumer = await register();
    await put('before');
    const events = await subscribe(consumer);
    expect(await nextWords(events)).toEqual(['before']);
    await put('after');
    expect(await nextWords(events)).toEqual(['after']);
  });

  test('ends when its five minutes are over', async () => {
    await start();
    const consumer = await register();
    await put('before');
    const events = await subscribe(consumer);
    expect(await nextWords(events)).toEqual(['before']);
    server.advance(301_000);
    expect(await nextWords(events)).toEqual(['the end']);
  });

  test('ends with the server', async () => {
    await start();
    const events = await subscribe(await register());
    await events.next();
    await server.close();
    expect(await nextWords(events)).toEqual(['the end']);
    await start();
  });

  test('is refused as any call', async () => {
    await start();
    await register();
    await expect(subscribe(anyConsumer)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

/** Subscriptions that are made up, and a look at what becomes of them. */
class Scripted extends LocalKinesis {
  nextCount = 0;
  isClosed = false;
  next: (count: number) => SubscribeToShardEvent | undefined = () => undefined;

  override subscribe(): Subscription {
    return {
      next: () => this.next(this.nextCount++),
      isOver: false,
      close: () => {
        this.isClosed = true;
      },
    };
  }
}

async function startScripted(next: Scripted['next']): Promise<Scripted> {
  let scripted: Scripted | undefined;
  await start((options) => {
    scripted = new Scripted(options, Date.now());
    return scripted;
  });
  if (scripted === undefined) throw new Error('nothing was started');
  scripted.next = next;
  return scripted;
}

const event = (Data: Uint8Array): SubscribeToShardEvent => ({
  Records: [{ SequenceNumber: '1', Data, PartitionKey: 'k' }],
  ContinuationSequenceNumber: '1',
  MillisBehindLatest: 0,
});

/** Over HTTP/1.1, without reading the answer yet. */
async function subscribeOverHttp1() {
  const headers = { ...callHeaders, 'x-amz-target': 'Kinesis_20131202.SubscribeToShard' };
  const sent = request(server.url, { method: 'POST', headers });
  sent.on('error', () => {});
  sent.end(JSON.stringify({ ConsumerARN: anyConsumer, ...place }));
  const [response] = await once(sent, 'response');
  return { sent, response };
}

describe('a subscription', () => {
  test('that fails in the middle tells why', async () => {
    await startScripted((count) => {
      if (count === 0) return event(Buffer.from('first'));
      throw new KinesisError('ResourceNotFoundException', 'the stream was deleted');
    });
    const events = await subscribe(anyConsumer);
    expect(await nextWords(events)).toEqual(['first']);
    await expect(nextWords(events)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'the stream was deleted',
    });
    expect(server.failures).toEqual([]);
  });

  test('that meets a bug tells its client and the server', async () => {
    const bug = new TypeError('a bug');
    await startScripted(() => {
      throw bug;
    });
    const events = await subscribe(anyConsumer);
    await expect(nextWords(events)).rejects.toMatchObject({ name: 'InternalFailureException' });
    expect(server.failures).toEqual([bug]);
  });

  test('is given no more than its client reads', async () => {
    const scripted = await startScripted(() => event(Buffer.alloc(1_000_000)));
    const { sent, response } = await subscribeOverHttp1();
    expect(response.headers['content-type']).toBe('application/vnd.amazon.eventstream');
    let before = -1;
    while (before !== scripted.nextCount) {
      before = scripted.nextCount;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(before, 'what the connection itself can hold').toBeLessThan(30);
    response.resume();
    await expect.poll(() => scripted.nextCount).toBeGreaterThan(before + 10);
    sent.destroy();
    await expect.poll(() => scripted.isClosed).toBe(true);
  });

  test('that many do not read leaves the others theirs', async () => {
    const scripted = await startScripted(() => event(Buffer.alloc(1_000_000)));
    const stalled = await Promise.all(Array.from({ length: 10 }, subscribeOverHttp1));
    const { sent, response } = await subscribeOverHttp1();
    response.resume();
    await expect.poll(() => scripted.nextCount, { timeout: 15_000 }).toBeGreaterThan(300);
    for (const { sent } of stalled) sent.destroy();
    sent.destroy();
  });

  test('that so many do not read that there is no room is cut off for the others', async () => {
    const scripted = await startScripted(() => event(Buffer.alloc(1_000_000)));
    const stalled = await Promise.all(Array.from({ length: 20 }, subscribeOverHttp1));
    const { sent, response } = await subscribeOverHttp1();
    response.resume();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = scripted.nextCount;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(scripted.nextCount, 'there is no room').toBe(before);
    server.advance(3_000);
    await expect.poll(() => scripted.nextCount, { timeout: 15_000 }).toBeGreaterThan(before + 100);
    for (const { sent } of stalled) sent.destroy();
    sent.destroy();
  });

  test('that a fault loses or resets is closed when its client is gone', async () => {
    const scripted = await startScripted(() => undefined);
    server.faults.replace([{ fault: 'resetAfter', operation: 'SubscribeToShard', stream: 'logs', count: 1 }]);
    await expect(subscribe(anyConsumer)).rejects.toThrow();
    expect(scripted.isClosed).toBe(true);
    scripted.isClosed = false;
    server.faults.replace([{ fault: 'lose', operation: 'SubscribeToShard' }]);
    await expect(subscribe(anyConsumer, AbortSignal.timeout(100))).rejects.toThrow();
    await expect.poll(() => scripted.isClosed).toBe(true);
  });
});
