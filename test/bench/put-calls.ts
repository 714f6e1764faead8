import { createHash } from 'node:crypto';
import { hashKeyOf } from '../../src/shard/hash-key.ts';
import type { ShardMap } from '../../src/shard/shard-map.ts';

/** What one PutRecords call of a load holds. */
export interface CallShape {
  readonly records: number;
  /** Of data; the partition keys come on top. */
  readonly bytesPerRecord: number;
}

/** One PutRecords call, made once and sent many times. */
export interface PutCall {
  /** The request's body. */
  readonly body: Buffer;
  /** How many of its records belong on each shard. */
  readonly recordsByShard: ReadonlyMap<string, number>;
  /** Data in base64, by partition key. */
  readonly dataByKey: ReadonlyMap<string, string>;
}

/** So many that a server which remembers the last body would gain nothing. */
const distinctCalls = 8;

/** Calls of that shape, the same every time. Data look random, as compressed blocks do; keys spread over all shards. */
export function makePutCalls(stream: string, shape: CallShape, shards: ShardMap): readonly PutCall[] {
  return Array.from({ length: distinctCalls }, (_, index) => makePutCall(stream, shape, shards, index));
}

function makePutCall(stream: string, shape: CallShape, shards: ShardMap, call: number): PutCall {
  const recordsByShard = new Map<string, number>();
  const dataByKey = new Map<string, string>();
  for (let index = 0; index < shape.records; index += 1) {
    const key = `web-${call}/access.log/${index}`;
    const shardId = shards.shardOf(hashKeyOf(key))?.shardId ?? '';
    recordsByShard.set(shardId, (recordsByShard.get(shardId) ?? 0) + 1);
    dataByKey.set(key, randomBase64(key, shape.bytesPerRecord));
  }
  const Records = [...dataByKey].map(([PartitionKey, Data]) => ({ Data, PartitionKey }));
  return { body: Buffer.from(JSON.stringify({ StreamName: stream, Records })), recordsByShard, dataByKey };
}

function randomBase64(seed: string, bytes: number): string {
  return createHash('shake256', { outputLength: bytes }).update(seed).digest('base64');
}
