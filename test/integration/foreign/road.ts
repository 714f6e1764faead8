import { expect } from 'vitest';
import { hashKeyOf } from '../../../src/shard/hash-key.ts';

/**
 * The road that every foreign client walks, each in its own language, and the words in which it tells of it, one
 * happening a line, separated by tabs. In their order:
 *
 * | line | when |
 * | --- | --- |
 * | `created STATUS SHARDS` | the stream of two shards is active: DescribeStream |
 * | `put SHARD SEQUENCE_NUMBER TEXT` | "before 0 ü" by PutRecord and 1 to 40 by one PutRecords, each its own partition key; after the split of the first shard in its middle "after 0 ü" and so on |
 * | `shard ID PARENT_OR_DASH START END` | ListShards after the split |
 * | `read SHARD SEQUENCE_NUMBER PARTITION_KEY TEXT` | GetRecords of all shards, from the oldest |
 * | `ended SHARD CHILD…` | a closed shard has been read to its end |
 * | `pushed SHARD SEQUENCE_NUMBER PARTITION_KEY TEXT` | SubscribeToShard of the first shard, from the oldest, by clients that can |
 * | `pushedAll SHARD CHILD…` | and its last event |
 * | `deleted ERROR` | what the deleted stream is asked for is refused with that |
 */
export type Happening = readonly string[];

export function readHappenings(output: string): readonly Happening[] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
}

/** Texts put with each of the two words, one by PutRecord and the others by PutRecords. */
const textsPerWord = 41;

export function texts(word: 'before' | 'after'): readonly string[] {
  return Array.from({ length: textsPerWord }, (_, number) => `${word} ${number} ü`);
}

const first = 'shardId-000000000000';
const second = 'shardId-000000000001';
const lower = 'shardId-000000000002';
const upper = 'shardId-000000000003';
const halfOf = (eighths: bigint) => (2n ** 128n * eighths) / 8n;

/** Shard, parent, first and last hash key of two shards whose first was split in its middle. */
const shardsAfterSplit = [
  [first, '-', 0n, halfOf(4n) - 1n],
  [second, '-', halfOf(4n), halfOf(8n) - 1n],
  [lower, first, 0n, halfOf(2n) - 1n],
  [upper, first, halfOf(2n), halfOf(4n) - 1n],
].map((shard) => shard.map(String));

/** Whether records are also pushed to the client. */
type Pushes = 'pushes' | 'asks only';

/** Fails where what a client told is not the whole road: all that was put was read, once, in order, where it belongs. */
export function expectWholeRoad(told: readonly Happening[], pushes: Pushes): void {
  const of = (kind: string) => told.filter(([word]) => word === kind).map(([, ...words]) => words);
  expect(of('created')).toEqual([['ACTIVE', '2']]);
  expect(of('shard')).toEqual(shardsAfterSplit);

  const put = of('put');
  expect(put.map(([, , text]) => text)).toEqual([...texts('before'), ...texts('after')]);
  expect(put.map(([shardId, , text = '']) => [shardId, text])).toEqual(
    put.map(([, , text = '']) => [shardOf(text), text]),
  );

  const read = of('read');
  expect(read.map(([, , partitionKey]) => partitionKey)).toEqual(read.map(([, , , text]) => text));
  expect(read.map(([shardId, sequenceNumber, , text]) => [shardId, sequenceNumber, text])).toEqual(
    put.toSorted(byShardAndSequenceNumber),
  );
  expect(of('ended')).toEqual([[first, lower, upper]]);
  const readFromFirst = read.filter(([shardId]) => shardId === first);
  expect(of('pushed')).toEqual(pushes === 'pushes' ? readFromFirst : []);
  expect(of('pushedAll')).toEqual(pushes === 'pushes' ? [[first, lower, upper]] : []);
  expect(of('deleted')).toEqual([['ResourceNotFoundException']]);
}

/** Where Kinesis puts a text that is its own partition key. */
function shardOf(text: string): string {
  const hashKey = hashKeyOf(text);
  if (hashKey >= halfOf(4n)) return second;
  if (text.startsWith('before')) return first;
  return hashKey < halfOf(2n) ? lower : upper;
}

/** Sequence numbers have up to 128 digits, without leading zeros. */
function byShardAndSequenceNumber(
  [shardA = '', numberA = '0']: Happening,
  [shardB = '', numberB = '0']: Happening,
) {
  if (shardA !== shardB) return shardA < shardB ? -1 : 1;
  return BigInt(numberA) < BigInt(numberB) ? -1 : 1;
}
