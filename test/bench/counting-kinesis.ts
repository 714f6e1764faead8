// A Kinesis endpoint that stores nothing but what is needed to prove that all events came. It runs in a process of
// its own, so that its work is not counted as the shipper's. Its parent speaks to it as CountingStream does.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { zstdDecompressSync } from 'node:zlib';
import { type Shard, ShardMap } from '../../src/shard/shard-map.ts';
import { decodeRecord } from '../../src/wire/decode.ts';

/** What the parent is told, as it happens. Times are those of performance.timeOrigin + now, ms. */
export type CountingMessage =
  | { readonly kind: 'listening'; readonly port: number }
  /** A shipper has asked for the stream: it is up and about to send. */
  | { readonly kind: 'asked'; readonly atMs: number }
  /** Nothing has come since `atMs`, and that many events before. */
  | { readonly kind: 'counted'; readonly events: number; readonly atMs: number }
  | ({ readonly kind: 'decoded' } & DecodedTotal);

/** What stood in the records once they were decoded. */
export interface DecodedTotal {
  readonly records: number;
  readonly dataBytes: number;
  readonly events: number;
  /** Bytes from the file's start that the events cover without a gap or an overlap. */
  readonly coveredBytes: number;
}

interface PutRecordsBody {
  readonly Records: readonly { readonly Data: string; readonly ExplicitHashKey?: string }[];
}

const shardCount = Number(process.argv[2] ?? 4);
const hashKeys = 2n ** 128n;
/** Longer than the shipper ever pauses while it has lines; too short only costs a count in between. */
const quietMs = 300;
const shardMap = new ShardMap(Array.from({ length: shardCount }, (_, index) => shard(index)));
/** Data of the records, in base64 as it came. */
const records: string[] = [];
let countedRecords = 0;
let events = 0;
let countTimer: NodeJS.Timeout | undefined;

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => {
  tell({ kind: 'listening', port: (server.address() as AddressInfo).port }); // A TCP server that listens.
});
process.on('message', () => void decodeAll().then(tell)); // The one message there is: "decode".
process.on('disconnect', () => process.exit());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const operation = String(request.headers['x-amz-target']).split('.')[1];
  const body = await buffer(request);
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  switch (operation) {
    case 'DescribeStreamSummary':
      tell({ kind: 'asked', atMs: nowMs() });
      return void response.end(JSON.stringify({ StreamDescriptionSummary: { StreamStatus: 'ACTIVE' } }));
    case 'ListShards':
      return void response.end(JSON.stringify({ Shards: shardMap.shards.map(describeShard) }));
    case 'PutRecords':
      return putRecords(JSON.parse(body.toString('latin1')) as PutRecordsBody, response); // The SDK made it.
    default:
      response.writeHead(400).end(JSON.stringify({ __type: 'UnknownOperationException' }));
  }
}

function putRecords({ Records }: PutRecordsBody, response: ServerResponse): void {
  const results = Records.map(({ ExplicitHashKey }, index) => ({
    SequenceNumber: String(records.length + index),
    ShardId: shardMap.shardOf(BigInt(ExplicitHashKey ?? 0))?.shardId,
  }));
  response.end(JSON.stringify({ FailedRecordCount: 0, Records: results }));
  for (const { Data } of Records) records.push(Data);
  const atMs = nowMs();
  clearTimeout(countTimer);
  countTimer = setTimeout(() => count(atMs), quietMs);
}

/** Only when nothing comes any more, so that the shipper does not have to share its processor with this. */
function count(atMs: number): void {
  for (; countedRecords < records.length; countedRecords += 1) events += eventsIn(data(countedRecords));
  tell({ kind: 'counted', events, atMs });
}

/** As cheap as it gets, for the parent to know when all is here: decodeAll proves it afterwards. */
function eventsIn(data: Buffer): number {
  const block = zstdDecompressSync(data);
  let count = 0;
  for (let at = block.indexOf('@timestamp'); at !== -1; at = block.indexOf('@timestamp', at + 10)) count += 1;
  return count;
}

function data(index: number): Buffer {
  return Buffer.from(records[index] ?? '', 'base64');
}

async function decodeAll(): Promise<CountingMessage> {
  const lengths = new Map<unknown, unknown>(); // By offset, so that a repeat does not count twice.
  let dataBytes = 0;
  for (const index of records.keys()) {
    const decoded = await decodeRecord(data(index));
    dataBytes += data(index).length;
    for (const event of decoded.events) lengths.set(event['log.offset'], event['log.length']);
  }
  let coveredBytes = 0;
  for (let length = lengths.get(0); typeof length === 'number'; length = lengths.get(coveredBytes)) {
    coveredBytes += length;
  }
  return { kind: 'decoded', records: records.length, dataBytes, events: lengths.size, coveredBytes };
}

function shard(index: number): Shard {
  const bound = (at: number) => (hashKeys * BigInt(at)) / BigInt(shardCount);
  const shardId = `shardId-${String(index).padStart(12, '0')}`;
  return { shardId, startHashKey: bound(index), endHashKey: bound(index + 1) - 1n };
}

function describeShard({ shardId, startHashKey, endHashKey }: Shard) {
  return {
    ShardId: shardId,
    HashKeyRange: { StartingHashKey: String(startHashKey), EndingHashKey: String(endHashKey) },
    SequenceNumberRange: { StartingSequenceNumber: '0' },
  };
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

function tell(message: CountingMessage): void {
  process.send?.(message);
}
