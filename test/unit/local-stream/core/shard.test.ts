import { describe, expect, test } from 'vitest';
import { MemoryStorage } from '../../../../src/local-stream/core/memory-storage.ts';
import { recordBytes, Shard } from '../../../../src/local-stream/core/shard.ts';

const state = {
  ...{
    shardId: 'shardId-000000000000',
    startHashKey: '0',
    endHashKey: '99',
    createdMs: 0,
    closedMs: undefined,
  },
  ...{ parentShardId: undefined, adjacentParentShardId: undefined },
};
const mebibyte = 1_048_576;

function newShard(storage = new MemoryStorage()): Shard {
  return new Shard({ ...state }, storage.openLog('logs.1', state.shardId), 0);
}

test.each<[what: string, data: Uint8Array, partitionKey: string, bytes: number]>([
  ['nothing', new Uint8Array(), '', 0],
  ['data and key', new Uint8Array(10), 'key', 13],
  ['a key of several bytes a character', new Uint8Array(10), '€', 13],
])('%s counts its data and its key in UTF-8', (_what, data, partitionKey, bytes) => {
  expect(recordBytes({ data, partitionKey })).toBe(bytes);
});

test('records arrive in order, though the clock went back while the process was down', () => {
  const storage = new MemoryStorage();
  const shard = newShard(storage);
  expect([50, 70, 60].map((nowMs) => shard.arrivalMs(nowMs))).toEqual([50, 70, 70]);
  shard.log.append([{ arrivalMs: 70, partitionKey: 'k', data: new Uint8Array() }]);
  expect(newShard(storage).arrivalMs(40)).toBe(70);
});

describe('what is held back', () => {
  const shard = newShard();
  const record = { arrivalMs: 0, partitionKey: 'k', data: new Uint8Array() };
  shard.log.append([record, record, record, record]);
  shard.hold(1, 100);
  shard.hold(3, 50);

  test.each<[nowMs: number, visibleEnd: number]>([
    [0, 1],
    [60, 1],
    [99, 1],
    [100, 4],
    [200, 4],
  ])('at %i ms ends what is to be seen at record %i', (nowMs, visibleEnd) => {
    expect(shard.visibleEnd(nowMs)).toBe(visibleEnd);
  });
});

test('a write that does not pass by its bytes costs no record', () => {
  const shard = newShard();
  shard.takeWrite(mebibyte - 100, 0);
  for (let write = 0; write < 2_000; write += 1) expect(shard.takeWrite(1_000, 0)).toBe(false);
  expect(shard.takeWrite(100, 0)).toBe(true);
});

test('a read that does not pass by its bytes costs no call', () => {
  const shard = newShard();
  shard.takeReadCall(0);
  shard.tookRead(3 * mebibyte, false, 0);
  for (let read = 0; read < 10; read += 1) expect(shard.takeReadCall(0)).toBe(false);
  const passed = Array.from({ length: 6 }, () => shard.takeReadCall(501));
  expect(passed.filter(Boolean)).toHaveLength(5);
});
