import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { KinesisClient, SubscribeToShardCommand } from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { call, callHeaders, type Served, serve } from './served.ts';

let server: Served;
let sockets: Socket[];
beforeEach(async () => {
  server = await serve(undefined, 'disk');
  sockets = [];
  await call(server.url, 'CreateStream', { StreamName: 'logs', ShardCount: 1 });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

/** A client that sends no more than this, and reads nothing. */
async function stalledClient(operation: string, body: string, claimedBytes = body.length): Promise<void> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  socket.pause();
  const headers = { ...callHeaders, 'x-amz-target': `Kinesis_20131202.${operation}`, host: 'x' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST / HTTP/1.1\r\n${lines.join('')}content-length: ${claimedBytes}\r\n\r\n`);
  await new Promise((resolve) => socket.write(body, resolve));
}

const megabyte = 'QUJD'.repeat(250_000);
const records = (count: number) => Array(count).fill({ Data: megabyte, PartitionKey: 'k' });

async function iterator(stream: string): Promise<unknown> {
  const place = { StreamName: stream, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' };
  return (await call(server.url, 'GetShardIterator', place)).json['ShardIterator'];
}

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

const nap = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** As one record of the other stream comes, so does its event. */
async function subscribeToOther(count: number): Promise<void> {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new KinesisClient({ endpoint: server.url, region: 'us-east-1', credentials });
  const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/other';
  await call(server.url, 'CreateStream', { StreamName: 'other', ShardCount: 1 });
  const { json } = await call(server.url, 'RegisterStreamConsumer', { StreamARN, ConsumerName: 'c' });
  const { ConsumerARN } = json['Consumer'] as { ConsumerARN: string };
  await call(server.url, 'ListStreams', {}); // Time passes in calls: now the consumer is ACTIVE.
  const StartingPosition = { Type: 'TRIM_HORIZON' as const };
  const place = { ConsumerARN, ShardId: 'shardId-000000000000', StartingPosition };
  const { EventStream } = await client.send(new SubscribeToShardCommand(place));
  const put = { StreamName: 'other', Data: 'QUJD', PartitionKey: 'k' };
  await call(server.url, 'PutRecord', put);
  let seen = 0;
  for await (const { SubscribeToShardEvent } of EventStream ?? []) {
    const { length } = SubscribeToShardEvent?.Records ?? [];
    seen += length;
    if (seen === count) break;
    if (length > 0) await call(server.url, 'PutRecord', put);
  }
  client.destroy();
}

test('answers that are not read keep events from nobody, and answers not for long', async () => {
  for (let round = 0; round < 2; round += 1)
    await call(server.url, 'PutRecords', { StreamName: 'logs', Records: records(8) });
  const ShardIterator = await iterator('logs');
  for (let index = 0; index < 4; index += 1)
    await stalledClient('GetRecords', JSON.stringify({ ShardIterator }));
  await nap(300);
  expect(await elapsedMs(() => subscribeToOther(20))).toBeLessThan(1_500);
  const other = { ShardIterator: await iterator('other') };
  expect(await elapsedMs(() => call(server.url, 'GetRecords', other))).toBeLessThan(5_000);
});

test('bodies that never come keep nobody waiting', async () => {
  for (let index = 0; index < 3; index += 1) await stalledClient('PutRecords', '', 15_000_000);
  await nap(100);
  expect(await elapsedMs(() => call(server.url, 'ListStreams', {}))).toBeLessThan(300);
  const put = { StreamName: 'logs', Records: records(9) };
  expect(await elapsedMs(() => call(server.url, 'PutRecords', put))).toBeLessThan(1_000);
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve).resume()));
  expect(await elapsedMs(() => Promise.all(closed))).toBeLessThan(6_000);
});

test('bodies that come in part keep small ones from nothing, and large ones not for long', async () => {
  const part = `{"Records":[{"Data":"${'QUJD'.repeat(2_400_000)}`;
  for (let index = 0; index < 3; index += 1) void stalledClient('PutRecords', part, 15_000_000);
  await nap(500);
  expect(await elapsedMs(() => call(server.url, 'ListStreams', {}))).toBeLessThan(300);
  const put = { StreamName: 'logs', Records: records(9) };
  const large = Array.from({ length: 8 }, () => call(server.url, 'PutRecords', put));
  const startMs = performance.now();
  const answers = await Promise.all(large);
  expect(performance.now() - startMs, 'no longer than each of the three may stall').toBeLessThan(16_000);
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
});

test('many large bodies at once all find room', async () => {
  const put = { StreamName: 'logs', Records: records(9) };
  const calls = Array.from({ length: 24 }, () => call(server.url, 'PutRecords', put));
  for (const { status, json } of await Promise.all(calls))
    expect([status, json['FailedRecordCount']]).toEqual([200, 0]);
});

test('of bodies that wait for room, HTTP/2 takes in little', async () => {
  const part = `{"Records":[{"Data":"${'QUJD'.repeat(2_400_000)}`;
  for (let index = 0; index < 4; index += 1) void stalledClient('PutRecords', part, 15_000_000);
  await nap(500);
  const session = connectHttp2(server.url);
  session.on('error', () => {});
  await once(session, 'connect');
  for (let index = 0; index < 100; index += 1) {
    const target = 'Kinesis_20131202.PutRecords';
    const stream = session.request({ ':method': 'POST', ...callHeaders, 'x-amz-target': target });
    stream.on('error', () => {});
    stream.write(Buffer.alloc(1_000_000));
  }
  await nap(1_000);
  expect(session.socket.bytesWritten).toBeLessThan(100 * 200_000);
  session.destroy();
});
