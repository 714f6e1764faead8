import { describe, expect, test } from 'vitest';
import { explicitHashKey, ShardMap } from '../../../src/shard/shard-map.ts';

const shard = (shardId: string, startHashKey: bigint, endHashKey: bigint) => ({
  shardId,
  startHashKey,
  endHashKey,
});
/** Out of order, and with a hole from 20 to 29. */
const map = new ShardMap([shard('c', 30n, 40n), shard('a', 0n, 9n), shard('b', 10n, 19n)]);

test.each<[hashKey: bigint, shardId: string | undefined]>([
  [0n, 'a'],
  [9n, 'a'],
  [10n, 'b'],
  [19n, 'b'],
  [20n, undefined],
  [29n, undefined],
  [30n, 'c'],
  [40n, 'c'],
  [41n, undefined],
])('hash key %s is in shard %s', (hashKey, shardId) => {
  expect(map.shardOf(hashKey)?.shardId).toBe(shardId);
});

describe('explicitHashKey', () => {
  test.each<[start: bigint, end: bigint, aim: string]>([
    [0n, 9n, '4'],
    [7n, 7n, '7'],
    [0n, 2n ** 128n - 1n, '170141183460469231731687303715884105727'],
  ])('of %s to %s aims at %s', (start, end, aim) => {
    expect(explicitHashKey(shard('a', start, end))).toBe(aim);
  });
});

test('a stream without an open shard is no map', () => {
  expect(() => new ShardMap([])).toThrow(RangeError);
});
