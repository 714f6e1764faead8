import { expect, test } from 'vitest';
import { placeByKey } from '../../../src/shard/by-key.ts';
import { hashKeyMax, hashKeyOf } from '../../../src/shard/hash-key.ts';
import { ShardRoom } from '../../../src/shard/room.ts';
import { ShardMap } from '../../../src/shard/shard-map.ts';

const middle = hashKeyMax / 2n;
const low = { shardId: 'low', startHashKey: 0n, endHashKey: middle };
const high = { shardId: 'high', startHashKey: middle + 1n, endHashKey: hashKeyMax };
const packed = { id: 'id', bytes: new Uint8Array(), events: 1, positions: [] };

function place(partitionKey: string, map: ShardMap) {
  const data = Buffer.from('x');
  return placeByKey(packed, { data, partitionKey }, map, new ShardRoom(() => 0), 0)?.record;
}

test.each(['a', 'b', 'c', 'd', 'e'])('%s goes where Kinesis would put it by its MD5', (partitionKey) => {
  const expected = hashKeyOf(partitionKey) <= middle ? 'low' : 'high';
  const record = place(partitionKey, new ShardMap([low, high]));
  expect(record).toMatchObject({ partitionKey, shardId: expected });
  expect(record?.explicitHashKey).toBe(hashKeyOf(partitionKey).toString());
});

test('in a hole of the map there is no place', () => {
  const places = ['a', 'b', 'c', 'd', 'e'].map((key) => place(key, new ShardMap([low])));
  expect(places).toContain(undefined);
});
