import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/demo/random.ts';
import { hashKeyMax } from '../../../src/shard/hash-key.ts';
import { ShardRoom, shardLimits } from '../../../src/shard/room.ts';
import { ShardMap } from '../../../src/shard/shard-map.ts';

const { bytesPerSecond, recordsPerSecond } = shardLimits;

function mapOf(count: number): ShardMap {
  const width = (hashKeyMax + 1n) / BigInt(count);
  const shards = Array.from({ length: count }, (_, index) => ({
    shardId: `shard-${index}`,
    startHashKey: width * BigInt(index),
    endHashKey: width * BigInt(index + 1) - 1n,
  }));
  return new ShardMap(shards);
}

/** How long one shard makes wait for `count` records of these bytes that come at once, ms. */
function waitFor(room: ShardRoom, count: number, bytes: number, nowMs: number): number {
  let waitMs = 0;
  for (let sent = 0; sent < count; sent += 1) waitMs = room.take('shard-0', bytes, 1, nowMs);
  return waitMs;
}

describe('one shard', () => {
  test.each<[string, count: number, bytes: number, waitMs: number]>([
    ['a second of records goes at once', recordsPerSecond, 1, 0],
    ['the record after it waits for its turn', recordsPerSecond + 1, 1, 1],
    ['ten seconds of records take nine', recordsPerSecond * 10, 1, 9_000],
    ['a second of bytes goes at once', 10, bytesPerSecond / 10, 0],
    ['ten seconds of bytes take nine', 100, bytesPerSecond / 10, 9_000],
  ])('%s', (_name, count, bytes, waitMs) => {
    expect(waitFor(new ShardRoom(() => 0), count, bytes, 0)).toBe(waitMs);
  });

  test('gathers no more than one burst in a pause', () => {
    const room = new ShardRoom(() => 0);
    waitFor(room, recordsPerSecond, 1, 0);
    expect(waitFor(room, recordsPerSecond + 1, 1, 3_600_000)).toBe(1);
  });

  test('is not given room by a clock that is set back', () => {
    const room = new ShardRoom(() => 0);
    expect(waitFor(room, recordsPerSecond, 1, 3_600_000)).toBe(0);
    expect(room.take('shard-0', 1, 1, 0)).toBe(1);
    expect(room.take('shard-0', 1, 1, 2)).toBe(0);
  });
});

describe('a throttled shard', () => {
  test.each<[seconds: number, records: number, waitMs: number]>([
    [0, 100, 200],
    [1, 700, 167],
    [2, 1_100, 143],
    [5, 1_100, 100],
    [60, 1_100, 100],
  ])(
    'has half the rate, and a tenth more each second: %i s later %i records wait %i ms',
    (seconds, records, waitMs) => {
      const room = new ShardRoom(() => 0);
      room.throttled('shard-0', 0);
      expect(room.take('shard-0', 0, records, seconds * 1_000)).toBe(waitMs);
    },
  );

  test('slows down once for all records of one answer, and again for each later answer, to a twentieth', () => {
    const room = new ShardRoom(() => 0);
    for (let record = 0; record < 500; record += 1) room.throttled('shard-0', 0);
    expect(room.take('shard-0', 0, 100, 0)).toBe(200);
    for (let answer = 1; answer < 10; answer += 1) room.throttled('shard-0', answer * 100);
    expect(room.take('shard-0', 0, 0, 900)).toBe(0);
    const waitMs = room.take('shard-0', 0, 100, 900);
    expect(waitMs).toBeGreaterThan(1_500);
    expect(waitMs).toBeLessThanOrEqual(2_000);
  });

  test('is passed over while others have room', () => {
    const room = new ShardRoom(seededRandom(1));
    const map = mapOf(3);
    room.throttled('shard-1', 0);
    const chosen = Array.from({ length: 500 }, () => {
      const { shardId } = room.choose(map, 0);
      room.take(shardId, 100, 1, 0);
      return shardId;
    });
    expect(chosen).not.toContain('shard-1');
  });
});

describe('choose', () => {
  test('takes ties at random', () => {
    const map = mapOf(4);
    for (const chance of [0, 0.25, 0.5, 0.999]) {
      const chosen = new ShardRoom(() => chance).choose(map, 0);
      expect(chosen.shardId).toBe(`shard-${Math.floor(chance * 4)}`);
    }
  });

  test('takes what has more room by the scarcer of bytes and records', () => {
    const room = new ShardRoom(() => 0);
    room.take('shard-0', 1_000, 500, 0);
    room.take('shard-1', 400_000, 1, 0);
    expect(room.choose(mapOf(2), 0).shardId).toBe('shard-1');
  });
});
