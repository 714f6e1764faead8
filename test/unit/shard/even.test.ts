import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/demo/random.ts';
import { placeEvenly } from '../../../src/shard/even.ts';
import { hashKeyMax } from '../../../src/shard/hash-key.ts';
import { ShardRoom, shardLimits } from '../../../src/shard/room.ts';
import { ShardMap } from '../../../src/shard/shard-map.ts';

const quarter = (hashKeyMax + 1n) / 4n;
const map = new ShardMap(
  [0n, 1n, 2n, 3n].map((index) => ({
    shardId: `shard-${index}`,
    startHashKey: quarter * index,
    endHashKey: quarter * (index + 1n) - 1n,
  })),
);
const packed = {
  id: 'id-1',
  bytes: new Uint8Array(),
  events: 3,
  positions: [{ generation: 'g', offset: 7 }],
};

test('a record is aimed at the shard that was chosen for it', () => {
  const data = new Uint8Array([1, 2, 3]);
  const { record, waitMs } = placeEvenly(packed, data, map, new ShardRoom(() => 0.6), 0);
  expect(waitMs).toBe(0);
  const { explicitHashKey, ...rest } = record;
  expect(rest).toEqual({
    data,
    partitionKey: 'id-1',
    shardId: 'shard-2',
    events: 3,
    positions: packed.positions,
  });
  expect(map.shardOf(BigInt(explicitHashKey ?? -1))?.shardId).toBe('shard-2');
});

/** Places records as the agent does: one after the other, each after its wait. */
function place(count: number, bytes: (index: number) => number, gapMs: number) {
  const room = new ShardRoom(seededRandom(7));
  const placed: { shardId: string; atMs: number; bytes: number }[] = [];
  let nowMs = 0;
  for (let index = 0; index < count; index += 1) {
    const { record, waitMs } = placeEvenly(packed, new Uint8Array(bytes(index)), map, room, nowMs);
    nowMs += waitMs;
    placed.push({
      shardId: record.shardId,
      atMs: nowMs,
      bytes: record.data.length + record.partitionKey.length,
    });
    nowMs += gapMs;
  }
  return placed;
}

describe('10,000 single records over four shards', () => {
  test.each<[string, (index: number) => number, number]>([
    ['small, as fast as may be', () => 100, 0],
    ['small, 1,000 a second', () => 100, 1],
    ['of all sizes', (index) => (index * 7_919) % 20_000, 0],
  ])('%s: each shard gets 20 to 30 %%', (_name, bytes, gapMs) => {
    const placed = place(10_000, bytes, gapMs);
    for (const { shardId } of map.shards) {
      const share = placed.filter((record) => record.shardId === shardId).length / placed.length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.3);
    }
  });

  test.each<[string, number]>([
    ['records', 10],
    ['bytes', 5_000],
  ])('no shard gets more than its %s a second and one burst, in any span of time', (_what, bytes) => {
    const placed = place(10_000, () => bytes, 0);
    for (const { shardId } of map.shards) {
      const ofShard = placed.filter((record) => record.shardId === shardId);
      for (const seconds of [0.5, 1, 5]) {
        for (let start = 0; start < ofShard.length; start += 97) {
          const startMs = ofShard[start]?.atMs ?? 0;
          const span = ofShard.slice(start).filter(({ atMs }) => atMs < startMs + seconds * 1_000);
          const bytesSent = span.reduce((sum, record) => sum + record.bytes, 0);
          expect(span.length).toBeLessThanOrEqual(shardLimits.recordsPerSecond * (seconds + 1) + 1);
          expect(bytesSent).toBeLessThanOrEqual(shardLimits.bytesPerSecond * (seconds + 1) + bytes);
        }
      }
    }
  });
});
