// What no Kinesis endpoint in Node can be faster than: it takes in each request's bytes and answers with bytes that it
// has ready, as many as Kinesis would. It stores nothing and looks at next to nothing: node bare-http.ts

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CallShape } from './put-calls.ts';

/** What GetRecords gives at most (API reference). */
const answerBytesMax = 10 * 1024 * 1024;
const shardCount = 4;
const shardWidth = 2n ** 128n / BigInt(shardCount);
const sequenceNumber = '4'.padEnd(56, '9');

/** A PutRecords call's answer, and the answer with the most records that GetRecords gives. */
let putAnswer = Buffer.alloc(0);
let record = '';
let records = Buffer.alloc(0);

const head = Buffer.from('{"MillisBehindLatest":0,"Records":[');
const tail = Buffer.from('],"NextShardIterator":"any"}');

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // A TCP server that listens.
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.once('SIGTERM', () => process.exit());
process.stdin.once('end', () => process.exit()).resume(); // The bench is gone.

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const operation = String(request.headers['x-amz-target']).split('.')[1];
  if (operation === 'PutRecords') {
    request.resume().once('end', () => response.end(putAnswer));
    return;
  }
  const input: unknown = JSON.parse(await text(request)); // The load's own, below as well.
  if (operation === 'GetRecords') getRecords((input as { Limit: number }).Limit, response);
  else response.end(JSON.stringify(administer(operation, input)));
}

function getRecords(limit: number, response: ServerResponse): void {
  const bytes = Math.min(limit * (record.length + 1), records.length) - 1;
  response.setHeader('content-length', head.length + bytes + tail.length);
  response.write(head);
  response.write(records.subarray(0, bytes));
  response.end(tail);
}

function administer(operation: string | undefined, input: unknown): object {
  switch (operation) {
    case 'CreateStream':
      prepare(shapeOf((input as { StreamName: string }).StreamName));
      return {};
    case 'DescribeStreamSummary':
      return { StreamDescriptionSummary: { StreamStatus: 'ACTIVE' } };
    case 'ListShards':
      return { Shards: Array.from({ length: shardCount }, (_, index) => describeShard(index)) };
    case 'GetShardIterator':
      return { ShardIterator: 'any' };
    default:
      return {};
  }
}

/** A stream for this server is named after what is put on it: `limit-500-1024`. */
function shapeOf(stream: string): CallShape {
  const [records = 1, bytesPerRecord = 1] = stream.split('-').slice(-2).map(Number);
  return { records, bytesPerRecord };
}

function prepare({ records: recordsPerCall, bytesPerRecord }: CallShape): void {
  const result = { SequenceNumber: sequenceNumber, ShardId: shardId(0) };
  const results = Array.from({ length: recordsPerCall }, () => result);
  putAnswer = Buffer.from(JSON.stringify({ FailedRecordCount: 0, Records: results }));
  record = JSON.stringify({
    ApproximateArrivalTimestamp: 1_767_225_600.123,
    Data: Buffer.alloc(bytesPerRecord, 'x').toString('base64'),
    PartitionKey: 'web-0/access.log/000',
    SequenceNumber: sequenceNumber,
  });
  records = Buffer.from(`${record},`.repeat(Math.floor(answerBytesMax / bytesPerRecord)));
}

function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`;
}

function describeShard(index: number): object {
  const start = shardWidth * BigInt(index);
  return {
    ShardId: shardId(index),
    HashKeyRange: { StartingHashKey: String(start), EndingHashKey: String(start + shardWidth - 1n) },
  };
}
