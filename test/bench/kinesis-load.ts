// A client of its own process that puts records on a Kinesis stream and reads them back as fast as the endpoint lets it.
// Its parent speaks to it as LoadClient does.

import { setTimeout } from 'node:timers/promises';
import { ShardMap } from '../../src/shard/shard-map.ts';
import { KinesisCalls } from './kinesis-calls.ts';
import { type CallShape, makePutCalls, type PutCall } from './put-calls.ts';
import { ShardReader } from './shard-reader.ts';

/** What is to be put and read. */
export interface Load {
  readonly url: string;
  /** Made for the load and deleted after it. */
  readonly stream: string;
  readonly shape: CallShape;
  readonly calls: number;
  readonly reading: 'afterwards' | 'meanwhile';
  /** `nothing`: the endpoint is bare-http.ts, which does not know what it was sent. */
  readonly proof: 'stored' | 'nothing';
}

/** How long it took, until the last answer, once every record was read back. */
export interface LoadTimes {
  readonly putSeconds: number;
  readonly readSeconds: number;
  /** From the first put to the last record read. */
  readonly seconds: number;
}

export type LoadAnswer = { readonly times: LoadTimes } | { readonly failure: string };

const shardCount = 4;
/** PutRecords calls at once, each on a connection of its own. Each shard has a reader with one more. */
const putters = 4;
const activePollDelayMs = 20;

process.on('message', (load) => {
  carry(load as Load).then(
    // Sent by LoadClient.
    (times) => tell({ times }),
    (error: unknown) => tell({ failure: error instanceof Error ? String(error.stack) : String(error) }),
  );
});
process.on('disconnect', () => process.exit());

async function carry(load: Load): Promise<LoadTimes> {
  const kinesis = new KinesisCalls(load.url, putters + shardCount);
  try {
    const shards = await createStream(kinesis, load.stream);
    const times = await putAndRead(kinesis, load, makePutCalls(load.stream, load.shape, shards), shards);
    await kinesis.ask('DeleteStream', { StreamName: load.stream });
    return times;
  } finally {
    kinesis.close();
  }
}

async function putAndRead(
  kinesis: KinesisCalls,
  { stream, calls, reading, proof }: Load,
  putCalls: readonly PutCall[],
  { shards }: ShardMap,
): Promise<LoadTimes> {
  const sent = Array.from({ length: calls }, (_, index) => putCalls[index % putCalls.length]).filter(
    (call) => call !== undefined,
  );
  const readers = shards.map(({ shardId }) => new ShardReader(kinesis, stream, shardId, sent));
  const startMs = performance.now();
  const putting = putAll(kinesis, sent).then(() => performance.now());
  if (reading === 'afterwards') await putting;
  const readStartMs = performance.now();
  await Promise.all([putting, ...readers.map((reader) => reader.readAll())]);
  const endMs = performance.now();
  if (proof === 'stored') for (const reader of readers) await reader.prove();
  return {
    putSeconds: ((await putting) - startMs) / 1000,
    readSeconds: (endMs - readStartMs) / 1000,
    seconds: (endMs - startMs) / 1000,
  };
}

async function putAll(kinesis: KinesisCalls, calls: readonly PutCall[]): Promise<void> {
  const waiting = calls.values();
  const putNext = async () => {
    for (const call of waiting) await put(kinesis, call);
  };
  await Promise.all(Array.from({ length: putters }, putNext));
}

/** Every record must be stored at the first try: limits are off. */
async function put(kinesis: KinesisCalls, { body, dataByKey }: PutCall): Promise<void> {
  const answer = await kinesis.callWhole('PutRecords', body);
  if (/"FailedRecordCount": ?0\b/.test(answer)) return;
  throw new Error(`of ${dataByKey.size} records, some were not stored: ${answer.slice(0, 500)}`);
}

async function createStream(kinesis: KinesisCalls, stream: string): Promise<ShardMap> {
  await kinesis.ask('CreateStream', { StreamName: stream, ShardCount: shardCount });
  while (!(await isActive(kinesis, stream))) await setTimeout(activePollDelayMs);
  const { Shards } = (await kinesis.ask('ListShards', { StreamName: stream })) as ShardsAnswer;
  return new ShardMap(
    Shards.map(({ ShardId, HashKeyRange }) => ({
      shardId: ShardId,
      startHashKey: BigInt(HashKeyRange.StartingHashKey),
      endHashKey: BigInt(HashKeyRange.EndingHashKey),
    })),
  );
}

async function isActive(kinesis: KinesisCalls, stream: string): Promise<boolean> {
  const answer = await kinesis.ask('DescribeStreamSummary', { StreamName: stream });
  const { StreamDescriptionSummary } = answer as { StreamDescriptionSummary: { StreamStatus: string } };
  return StreamDescriptionSummary.StreamStatus === 'ACTIVE';
}

interface ShardsAnswer {
  readonly Shards: readonly {
    readonly ShardId: string;
    readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
  }[];
}

function tell(answer: LoadAnswer): void {
  process.send?.(answer);
}
