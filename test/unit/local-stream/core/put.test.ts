import { describe, expect, test } from 'vitest';
import type { InputOf } from '../../../../src/local-stream/core/operations.ts';
import { hashKeyMax } from '../../../../src/shard/hash-key.ts';
import { half, LocalCore, secondMs, shardId, streamName } from '../../../fakes/local-core.ts';

const kibibyte = 1_024;
const mebibyte = 1_048_576;

type Entry = NonNullable<InputOf<'PutRecords'>['Records']>[number];

function entry(bytes: number, more: Partial<Entry> = {}): Entry {
  return { Data: Buffer.alloc(bytes - 1), PartitionKey: 'k', ExplicitHashKey: '0', ...more };
}

function entries(count: number, bytes: number): Entry[] {
  return Array.from({ length: count }, () => entry(bytes));
}

/** What became of each record: its shard's number, or the error it met. */
function put(core: LocalCore, Records: Entry[]): (string | undefined)[] {
  const output = core.call('PutRecords', { StreamName: streamName, Records });
  const outcomes = (output.Records ?? []).map(({ ShardId, ErrorCode }) => ErrorCode ?? ShardId);
  expect(output.FailedRecordCount).toBe(
    output.Records?.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
  );
  return outcomes;
}

function countOf(outcomes: readonly (string | undefined)[], outcome: string): number {
  return outcomes.filter((one) => one === outcome).length;
}

const throttled = 'ProvisionedThroughputExceededException';

describe('a record goes to the shard that its key hashes into', () => {
  test.each<[what: string, more: Partial<Entry>, shard: number]>([
    ['MD5 of "a" is 0cc1…', { PartitionKey: 'a', ExplicitHashKey: undefined }, 0],
    ['MD5 of "b" is 92eb…', { PartitionKey: 'b', ExplicitHashKey: undefined }, 1],
    ['a hash key stands above the partition key', { PartitionKey: 'b', ExplicitHashKey: '0' }, 0],
    ['the last key of the lower half', { ExplicitHashKey: String(half - 1n) }, 0],
    ['the first key of the upper half', { ExplicitHashKey: String(half) }, 1],
    ['the last key', { ExplicitHashKey: String(hashKeyMax) }, 1],
  ])('%s', (_what, more, shard) => {
    const core = LocalCore.withStream(2);
    expect(put(core, [entry(10, more)])).toEqual([shardId(shard)]);
    const single = { StreamName: streamName, ...entry(10, more) };
    expect(core.call('PutRecord', single).ShardId).toBe(shardId(shard));
  });

  test('among many shards too', () => {
    const core = LocalCore.withStream(100);
    const shards = core.openShards();
    const ends = shards.flatMap(({ start, end }) => [start, end]);
    const outcomes = put(
      core,
      ends.map((key) => entry(10, { ExplicitHashKey: String(key) })),
    );
    expect(outcomes).toEqual(shards.flatMap(({ id }) => [id, id]));
  });
});

describe('what is refused as a whole', () => {
  test.each<[what: string, records: Entry[], refusal: string]>([
    ['500 records', entries(500, 10), 'none'],
    ['501 records', entries(501, 10), 'InvalidArgumentException'],
    ['a record of 1 MiB with its key', [entry(mebibyte)], 'none'],
    ['a record of 1 MiB and its key', [entry(mebibyte + 1)], 'InvalidArgumentException'],
    [
      'a key of 256 characters, which are 768 bytes',
      [{ Data: Buffer.alloc(mebibyte - 767), PartitionKey: '€'.repeat(256) }],
      'InvalidArgumentException',
    ],
    ['10 MiB together', entries(10, mebibyte), 'none'],
    ['10 MiB and a byte together', [...entries(10, mebibyte), entry(1)], 'InvalidArgumentException'],
    [
      'a hash key beyond 128 bits',
      [entry(1, { ExplicitHashKey: String(hashKeyMax + 1n) })],
      'InvalidArgumentException',
    ],
  ])('%s', (_what, Records, refusal) => {
    expect(LocalCore.withStream(1).refusal('PutRecords', { StreamName: streamName, Records })).toBe(refusal);
  });

  test('none of its records is stored, and it costs none of the rates', () => {
    const core = LocalCore.withStream(1);
    const Records = [...entries(499, 10), entry(1, { ExplicitHashKey: String(hashKeyMax + 1n) })];
    for (let call = 0; call < 5; call += 1)
      expect(core.refusal('PutRecords', { StreamName: streamName, Records })).toBe(
        'InvalidArgumentException',
      );
    expect(core.read().Records).toEqual([]);
    expect(countOf([...put(core, entries(500, 10)), ...put(core, entries(500, 10))], shardId(0))).toBe(1_000);
  });

  test('a record as large as the stream was told to take', () => {
    const core = LocalCore.withStream(1);
    const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/logs';
    core.call('UpdateMaxRecordSize', { StreamARN, MaxRecordSizeInKiB: 10_240 });
    core.nowMs += secondMs;
    expect(put(core, [entry(10 * mebibyte)])).toEqual([shardId(0)]);
  });
});

describe('rates of a shard', () => {
  test.each<[what: string, records: Entry[], stored: number]>([
    ['1,000 records at once', [...entries(500, 10), ...entries(500, 10), ...entries(500, 10)], 1_000],
    ['1 MiB at once', entries(500, 4 * kibibyte), 256],
    [
      'of data and keys',
      entries(4, 256 * kibibyte + 1).map((one) => ({ ...one, PartitionKey: 'k'.repeat(256) })),
      3,
    ],
    [
      'a small one still passes where a large one did not',
      [entry(mebibyte - 10), entry(kibibyte), entry(10)],
      2,
    ],
  ])('%s', (_what, records, stored) => {
    const core = LocalCore.withStream(2);
    const outcomes = [0, 1, 2].flatMap((call) => {
      const part = records.slice(call * 500, call * 500 + 500);
      return part.length === 0 ? [] : put(core, part);
    });
    expect([countOf(outcomes, shardId(0)), countOf(outcomes, throttled)]).toEqual([
      stored,
      records.length - stored,
    ]);
  });

  test('are those of each shard by itself', () => {
    const core = LocalCore.withStream(2);
    put(core, entries(500, 10));
    put(core, entries(500, 10));
    expect(put(core, [entry(10), entry(10, { ExplicitHashKey: String(half) })])).toEqual([
      throttled,
      shardId(1),
    ]);
  });

  test('come back with time: 1,000 records and 1 MiB a second', () => {
    const core = LocalCore.withStream(1);
    put(core, entries(500, 10));
    put(core, entries(500, 10));
    core.nowMs += 250;
    expect(countOf(put(core, entries(500, 10)), shardId(0))).toBe(250);
    core.nowMs += secondMs;
    put(core, [entry(mebibyte)]);
    core.nowMs += 500;
    expect(countOf(put(core, entries(10, 100 * kibibyte)), shardId(0))).toBe(5);
  });

  test('a record of 10 MiB takes those of ten seconds', () => {
    const core = LocalCore.withStream(1);
    const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/logs';
    core.call('UpdateMaxRecordSize', { StreamARN, MaxRecordSizeInKiB: 10_240 });
    expect(put(core, [entry(10 * mebibyte)])).toEqual([shardId(0)]);
    core.nowMs += 9_000;
    expect(put(core, [entry(10)])).toEqual([throttled]);
    core.nowMs += 1;
    expect(put(core, [entry(10)])).toEqual([shardId(0)]);
  });

  test('with limits off there are none', () => {
    const core = LocalCore.withStream(1, { limits: 'off' });
    const outcomes = Array.from({ length: 10 }, () => put(core, entries(500, 10 * kibibyte))).flat();
    expect(countOf(outcomes, shardId(0))).toBe(5_000);
  });

  test('the message of a throttled record names shard, stream and account', () => {
    const core = LocalCore.withStream(1);
    put(core, [entry(mebibyte)]);
    const { Records } = core.call('PutRecords', { StreamName: streamName, Records: [entry(10)] });
    expect(Records).toEqual([
      {
        ErrorCode: throttled,
        ErrorMessage:
          'Rate exceeded for shard shardId-000000000000 in stream logs under account 000000000000.',
      },
    ]);
  });

  test('PutRecord throws where it is throttled', () => {
    const core = LocalCore.withStream(1);
    put(core, [entry(mebibyte)]);
    expect(core.refusal('PutRecord', { StreamName: streamName, ...entry(10) })).toBe(throttled);
  });
});

describe('SequenceNumberForOrdering', () => {
  test.each<[what: string, number: (own: string) => string, refusal: string]>([
    ['the number of the record before', (own) => own, 'none'],
    ['a number of no stream', () => '5', 'InvalidArgumentException'],
  ])('%s', (_what, number, refusal) => {
    const core = LocalCore.withStream(1);
    const [own = ''] = core.put(['before']);
    const input = { StreamName: streamName, ...entry(10), SequenceNumberForOrdering: number(own) };
    expect(core.refusal('PutRecord', input)).toBe(refusal);
  });
});

describe('faults', () => {
  test('throttleRecord and failRecord befall one record among others', () => {
    const rules = [
      { fault: 'throttleRecord', count: 1 },
      { fault: 'failRecord', count: 1 },
    ] as const;
    const core = LocalCore.withStream(1, { rules });
    expect(put(core, entries(4, 10))).toEqual([throttled, 'InternalFailure', shardId(0), shardId(0)]);
    expect(core.read().Records).toHaveLength(2);
  });

  test('of PutRecord they are errors', () => {
    const core = LocalCore.withStream(1, {
      rules: [{ fault: 'throttleRecord', count: 1 }, { fault: 'failRecord' }],
    });
    const refusals = [1, 2].map(() => core.refusal('PutRecord', { StreamName: streamName, ...entry(10) }));
    expect(refusals).toEqual([throttled, 'InternalFailure']);
  });

  test('a late record is acknowledged, and read only later, with all behind it in its shard', () => {
    const core = LocalCore.withStream(2, { rules: [{ fault: 'late', delayMs: 3_000, count: 1 }] });
    core.put(['late', 'behind it']);
    core.put(['of another shard'], half);
    expect(core.read().Records).toHaveLength(0);
    expect(core.read({ ShardId: shardId(1) }).Records).toHaveLength(1);
    core.nowMs += 2_999;
    expect(core.read().Records).toHaveLength(0);
    core.nowMs += 1;
    expect(core.read().Records).toHaveLength(2);
  });

  test('one that is throttled anyway uses up no fault', () => {
    const core = LocalCore.withStream(1);
    put(core, [entry(mebibyte)]);
    core.faults.replace([{ fault: 'late', delayMs: 3_000, count: 1 }]);
    expect(put(core, [entry(10)])).toEqual([throttled]);
    core.nowMs += secondMs;
    core.put(['late']);
    expect(core.faults.counts().map(({ struck }) => struck)).toEqual([1]);
    expect(core.read().Records).toHaveLength(1);
  });

  test('a refused call uses up no fault, and holds back no record that comes after it', () => {
    const core = LocalCore.withStream(1, { rules: [{ fault: 'late', delayMs: 3_000, count: 1 }] });
    const Records = [entry(10), entry(1, { ExplicitHashKey: String(hashKeyMax + 1n) })];
    expect(core.refusal('PutRecords', { StreamName: streamName, Records })).toBe('InvalidArgumentException');
    expect(core.faults.counts().map(({ struck }) => struck)).toEqual([0]);
    core.faults.replace([]);
    core.put(['in time']);
    expect(core.read().Records).toHaveLength(1);
  });
});

test('40,000 single records of 190 bytes into 4 shards, by a client that tries again, take 9 to 11 seconds', () => {
  const core = LocalCore.withStream(4);
  const startMs = core.nowMs;
  let waiting = Array.from({ length: 40_000 }, (_, index) => `record-${index}`);
  while (waiting.length > 0) {
    core.nowMs += 1;
    const sent = waiting.splice(0, 100);
    const refused = sent.filter((PartitionKey) => {
      const record = { StreamName: streamName, PartitionKey, Data: Buffer.alloc(190) };
      return core.refusal('PutRecord', record) === throttled;
    });
    waiting = waiting.concat(refused);
  }
  const seconds = (core.nowMs - startMs) / secondMs;
  expect(seconds).toBeGreaterThan(9);
  expect(seconds).toBeLessThan(11);
});
