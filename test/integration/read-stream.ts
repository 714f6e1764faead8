import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { listShards } from '../../src/aws/stream.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import type { IncomingRecord } from '../../src/record/incoming.ts';
import { ShardSource } from '../../src/sources/kinesis/shard-source.ts';

const readTimeoutMs = 60_000;

/** All records of a stream by shard, read with the product's own source until nothing more comes. */
export async function readStream(
  client: KinesisClient,
  stream: string,
): Promise<Map<string, readonly IncomingRecord[]>> {
  const shards = await listShards(client, stream, undefined, AbortSignal.timeout(readTimeoutMs));
  const records = new Map<string, readonly IncomingRecord[]>();
  for (const { shardId } of shards) records.set(shardId, await readShard(client, stream, shardId));
  return records;
}

async function readShard(client: KinesisClient, stream: string, shardId: string) {
  const caughtUp = new AbortController();
  let failure: Error | undefined;
  const source = new ShardSource({
    client,
    stream,
    shardId,
    from: { kind: 'trimHorizon' },
    pollDelayMs: 200,
    clock: systemClock,
    random: Math.random,
    events: {
      recordsRead: (_shard, records) => records === 0 && caughtUp.abort(),
      readThrottled: () => {},
      readFailed: (_shard, error) => {
        failure = error;
        caughtUp.abort();
      },
      shardMissed: () => {},
    },
  });
  const all: IncomingRecord[] = [];
  for await (const records of source.read(caughtUp.signal)) all.push(...records);
  if (failure !== undefined) throw failure;
  return all;
}
