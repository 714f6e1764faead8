import type { PutRecordsOutput, PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { inOrder, rangeOf } from './hash-ranges.ts';
import { oncePerEngine } from './once-per-engine.ts';
import { texts } from './records.ts';

/** Three times what a shard takes in a second. */
const burstCount = 3_000;
/** Each hundredth goes to the neighbour. */
const neighbourEvery = 100;

/** What came of putting many small records into one shard at once, and a few into its neighbour. */
export interface Burst {
  readonly stream: string;
  readonly busy: ShardShare;
  readonly quiet: ShardShare;
}

export interface ShardShare {
  readonly results: readonly PutRecordsResultEntry[];
  /** The records of all those results that tell no error. */
  readonly stored: readonly string[];
  /** The records that are in the shard. */
  readonly read: readonly string[];
}

export const burstOf = oncePerEngine(async (context): Promise<Burst> => {
  const { name } = await context.stream({ ShardCount: 2 });
  const [busy, quiet] = inOrder(await context.shards(name));
  const records = Array.from({ length: burstCount }, (_, index) => {
    const shard = index % neighbourEvery === 0 ? quiet : busy;
    const hashKey = shard === undefined ? 0n : rangeOf(shard).start;
    return { PartitionKey: 'key', ExplicitHashKey: String(hashKey), Data: Buffer.from(`text ${index}`) };
  });
  const calls: Promise<PutRecordsOutput>[] = [];
  for (let at = 0; at < records.length; at += 500) {
    calls.push(context.impatient.putRecords({ StreamName: name, Records: records.slice(at, at + 500) }));
  }
  const results = (await Promise.all(calls)).flatMap(({ Records = [] }) => Records);

  const shareOf = async (
    shardId: string | undefined,
    isShare: (index: number) => boolean,
  ): Promise<ShardShare> => {
    const share = results.filter((_, index) => isShare(index));
    const isStored = (index: number) => isShare(index) && results[index]?.ErrorCode === undefined;
    const stored = records.filter((_, index) => isStored(index)).map(({ Data }) => Data.toString());
    const read = await context.read(name, shardId ?? '', stored.length);
    return { results: share, stored, read: texts(read) };
  };
  const isQuiet = (index: number) => index % neighbourEvery === 0;
  return {
    stream: name,
    busy: await shareOf(busy?.ShardId, (index) => !isQuiet(index)),
    quiet: await shareOf(quiet?.ShardId, isQuiet),
  };
});
