import { expect, test } from 'vitest';
import { LocalCore, refusalOf, secondMs, shardId, streamName } from '../../../fakes/local-core.ts';

const mebibyte = 1_048_576;
const throttled = 'ProvisionedThroughputExceededException';

test('five calls a second and shard, and five iterators', () => {
  const core = LocalCore.withStream(1);
  const ShardIterator = core.iterator();
  core.nowMs += secondMs;
  const gets = Array.from({ length: 6 }, () => core.refusal('GetRecords', { ShardIterator }));
  expect(gets).toEqual(['none', 'none', 'none', 'none', 'none', throttled]);
  const asked = { StreamName: streamName, ShardId: shardId(0), ShardIteratorType: 'LATEST' } as const;
  const iterators = Array.from({ length: 6 }, () => core.refusal('GetShardIterator', asked));
  expect(iterators).toEqual(['none', 'none', 'none', 'none', 'none', throttled]);
  core.nowMs += 200;
  expect(core.refusal('GetRecords', { ShardIterator })).toBe('none');
  expect(core.refusal('GetShardIterator', asked)).toBe('none');
});

/** A shard with so many records of so many bytes, written as fast as may be; the rates of reading are unused. */
function filled(records: number, bytes: number): LocalCore {
  const core = LocalCore.withStream(1);
  const Data = Buffer.alloc(bytes - 1);
  for (let record = 0; record < records; record += 1) {
    core.nowMs += secondMs;
    core.call('PutRecord', { StreamName: streamName, Data, PartitionKey: 'k' });
  }
  core.nowMs += 10 * secondMs;
  return core;
}

test.each<[what: string, records: number, read: number, pauseMs: number]>([
  ['10 MiB of more', 12, 10, 5_000],
  ['10 MiB and no more', 10, 10, 5_000],
  ['8 MiB: the debt at 2 MiB a second', 8, 8, 3_000],
  ['2 MiB', 2, 2, 0],
])('after an answer of %s, of %i MiB', (_what, records, read, pauseMs) => {
  const core = filled(records, mebibyte);
  const { Records, NextShardIterator } = core.read();
  expect(Records).toHaveLength(read);
  if (pauseMs > 0) {
    core.nowMs += pauseMs - 1;
    expect(core.refusal('GetRecords', { ShardIterator: NextShardIterator })).toBe(throttled);
  }
  core.nowMs += 2;
  expect(core.refusal('GetRecords', { ShardIterator: NextShardIterator })).toBe('none');
});

test('2 MiB a second, of data and keys', () => {
  const core = filled(60, mebibyte);
  const startMs = core.nowMs;
  let next = core.call('GetRecords', { ShardIterator: core.iterator(), Limit: 1 });
  for (let records = 1; records < 60; ) {
    core.nowMs += 100;
    const { NextShardIterator: ShardIterator } = next;
    const refusal = refusalOf(() => {
      next = core.call('GetRecords', { ShardIterator, Limit: 1 });
    });
    if (refusal === 'none') records += 1;
  }
  const seconds = (core.nowMs - startMs) / secondMs;
  expect(seconds).toBeGreaterThan(28);
  expect(seconds).toBeLessThan(31);
});

test('with limits off there are none', () => {
  const core = LocalCore.withStream(1, { limits: 'off' });
  core.put(Array.from({ length: 20 }, () => 'x'.repeat(mebibyte / 2 - 3)));
  core.put(Array.from({ length: 20 }, () => 'x'.repeat(mebibyte / 2 - 3)));
  const answers = Array.from({ length: 20 }, () => core.read().Records?.length);
  expect(answers).toEqual(answers.map(() => 20));
});
