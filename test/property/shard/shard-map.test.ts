import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashKeyMax, hashKeyOf } from '../../../src/shard/hash-key.ts';
import { explicitHashKey, type Shard, ShardMap } from '../../../src/shard/shard-map.ts';

/** The 128-bit space cut anywhere, its shards in any order. */
const shards = fc
  .uniqueArray(fc.bigInt({ min: 1n, max: hashKeyMax }), { maxLength: 40 })
  .map((cuts) => [0n, ...cuts.toSorted((left, right) => (left < right ? -1 : 1))])
  .map((starts) =>
    starts.map((startHashKey, index): Shard => {
      const next = starts[index + 1];
      const endHashKey = next === undefined ? hashKeyMax : next - 1n;
      return { shardId: `shardId-${index}`, startHashKey, endHashKey };
    }),
  )
  .chain((ordered) => fc.shuffledSubarray(ordered, { minLength: ordered.length }));

test('a partition key is in the one shard whose range holds its hash', () => {
  fc.assert(
    fc.property(shards, fc.string({ unit: 'binary' }), (partition, partitionKey) => {
      const hashKey = hashKeyOf(partitionKey);
      const holders = partition.filter(
        ({ startHashKey, endHashKey }) => startHashKey <= hashKey && hashKey <= endHashKey,
      );
      expect([new ShardMap(partition).shardOf(hashKey)]).toEqual(holders);
    }),
    { numRuns: 1_000 },
  );
});

test('the explicit hash key of a shard, and its two ends, are in that shard', () => {
  fc.assert(
    fc.property(shards, (partition) => {
      const map = new ShardMap(partition);
      for (const shard of partition) {
        const keys = [BigInt(explicitHashKey(shard)), shard.startHashKey, shard.endHashKey];
        expect(keys.map((key) => map.shardOf(key))).toEqual([shard, shard, shard]);
      }
    }),
  );
});
