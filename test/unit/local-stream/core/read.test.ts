import { describe, expect, test } from 'vitest';
import type { InputOf } from '../../../../src/local-stream/core/operations.ts';
import {
  half,
  hourMs,
  LocalCore,
  secondMs,
  shardId,
  streamName,
  textsOf,
} from '../../../fakes/local-core.ts';

type Input = Partial<InputOf<'GetShardIterator'>>;

/** One stream of one shard with records, and the times and numbers they were put at. */
function withRecords(...texts: string[]) {
  const core = LocalCore.withStream(1);
  const records = texts.map((text) => {
    core.nowMs += secondMs;
    return { text, time: new Date(core.nowMs), number: core.put([text])[0] ?? '' };
  });
  core.nowMs += secondMs;
  const record = (index: number) => records[index] ?? { text: '', time: new Date(0), number: '' };
  return { core, record };
}

type Records = ReturnType<typeof withRecords>;

describe('where a reader begins', () => {
  test.each<[what: string, input: (records: Records) => Input, texts: readonly string[]]>([
    ['TRIM_HORIZON', () => ({ ShardIteratorType: 'TRIM_HORIZON' }), ['a', 'b', 'c']],
    ['LATEST', () => ({ ShardIteratorType: 'LATEST' }), []],
    ['AT_SEQUENCE_NUMBER', ({ record }) => atNumber(record(1).number), ['b', 'c']],
    ['AFTER_SEQUENCE_NUMBER', ({ record }) => afterNumber(record(1).number), ['c']],
    ['AFTER_SEQUENCE_NUMBER of the last', ({ record }) => afterNumber(record(2).number), []],
    ['AT the beginning of the shard', ({ core }) => atNumber(startOf(core)), ['a', 'b', 'c']],
    ['AFTER the beginning of the shard', ({ core }) => afterNumber(startOf(core)), ['a', 'b', 'c']],
    ['AT_TIMESTAMP of a record', ({ record }) => atTime(record(1).time.getTime()), ['b', 'c']],
    ['AT_TIMESTAMP between two', ({ record }) => atTime(record(1).time.getTime() + 1), ['c']],
    ['AT_TIMESTAMP before all', () => atTime(0), ['a', 'b', 'c']],
    ['AT_TIMESTAMP now', ({ core }) => atTime(core.nowMs), []],
  ])('%s', (_what, input, texts) => {
    const records = withRecords('a', 'b', 'c');
    expect(textsOf(records.core.read(input(records)))).toEqual(texts);
  });

  test.each<[what: string, input: (records: Records) => Input, texts: readonly string[]]>([
    ['TRIM_HORIZON', () => ({ ShardIteratorType: 'TRIM_HORIZON' }), ['c']],
    ['AT_SEQUENCE_NUMBER', ({ record }) => atNumber(record(0).number), ['c']],
    ['AFTER_SEQUENCE_NUMBER', ({ record }) => afterNumber(record(0).number), ['c']],
    ['AT_TIMESTAMP', ({ record }) => atTime(record(0).time.getTime()), ['c']],
  ])('%s of what is trimmed: with the oldest that is left', (_what, input, texts) => {
    const records = withRecords('a', 'b', 'c');
    records.core.nowMs = records.record(1).time.getTime() + 24 * hourMs + 1;
    expect(textsOf(records.core.read(input(records)))).toEqual(texts);
  });

  test('with everything trimmed, what comes next is read', () => {
    const { core, record } = withRecords('a');
    const iterator = core.iterator({ ShardIteratorType: 'TRIM_HORIZON' });
    core.nowMs += 24 * hourMs;
    expect(core.refusal('GetRecords', { ShardIterator: iterator })).toBe('ExpiredIteratorException');
    core.put(['later']);
    for (const input of [{}, atNumber(record(0).number), afterNumber(record(0).number), atTime(0)])
      expect(textsOf(core.read(input))).toEqual(['later']);
  });

  test('LATEST gives what is put afterwards, though it was put before the first read', () => {
    const { core } = withRecords('a');
    const ShardIterator = core.iterator({ ShardIteratorType: 'LATEST' });
    core.put(['b']);
    expect(textsOf(core.call('GetRecords', { ShardIterator }))).toEqual(['b']);
  });

  test.each<[what: string, input: (records: Records) => Input, refusal: string]>([
    ['a shard that is not there', () => ({ ShardId: shardId(9) }), 'ResourceNotFoundException'],
    [
      'AT_SEQUENCE_NUMBER without one',
      () => ({ ShardIteratorType: 'AT_SEQUENCE_NUMBER' }),
      'InvalidArgumentException',
    ],
    [
      'AT_TIMESTAMP without a time',
      () => ({ ShardIteratorType: 'AT_TIMESTAMP' }),
      'InvalidArgumentException',
    ],
    ['AT_TIMESTAMP in the future', ({ core }) => atTime(core.nowMs + 1), 'InvalidArgumentException'],
    ['a sequence number of no shape', () => atNumber('5'), 'InvalidArgumentException'],
    [
      'the number of a record to come',
      ({ record }) => atNumber(next(record(0).number)),
      'InvalidArgumentException',
    ],
    [
      'after a record to come',
      ({ record }) => afterNumber(next(record(0).number)),
      'InvalidArgumentException',
    ],
    [
      'TRIM_HORIZON with a sequence number',
      ({ record }) => ({ ...atNumber(record(0).number), ShardIteratorType: 'TRIM_HORIZON' }),
      'InvalidArgumentException',
    ],
    [
      'LATEST with a sequence number',
      ({ record }) => ({ ...atNumber(record(0).number), ShardIteratorType: 'LATEST' }),
      'InvalidArgumentException',
    ],
  ])('%s is refused', (_what, input, refusal) => {
    const records = withRecords('a');
    const asked = { StreamName: streamName, ShardId: shardId(0), ShardIteratorType: 'TRIM_HORIZON' } as const;
    expect(records.core.refusal('GetShardIterator', { ...asked, ...input(records) })).toBe(refusal);
  });

  test('the sequence number of another shard is refused', () => {
    const core = LocalCore.withStream(2);
    const [other = ''] = core.put(['x'], half);
    const asked = { StreamName: streamName, ShardId: shardId(0), ...atNumber(other) } as const;
    expect(core.refusal('GetShardIterator', { ShardIteratorType: 'LATEST', ...asked })).toBe(
      'InvalidArgumentException',
    );
  });
});

describe('GetRecords', () => {
  test('gives each record as it was put, when it came, and with its number', () => {
    const { core, record } = withRecords('text');
    expect(core.read().Records).toEqual([
      {
        SequenceNumber: record(0).number,
        ApproximateArrivalTimestamp: record(0).time,
        Data: new Uint8Array(Buffer.from('text')),
        PartitionKey: 'key',
      },
    ]);
  });

  test('gives as many as its Limit, and goes on behind them', () => {
    const { core } = withRecords('a', 'b', 'c');
    const first = core.call('GetRecords', { ShardIterator: core.iterator(), Limit: 2 });
    const second = core.call('GetRecords', { ShardIterator: first.NextShardIterator });
    expect([textsOf(first), textsOf(second)]).toEqual([['a', 'b'], ['c']]);
  });

  test('gives 10,000 at most', () => {
    const core = LocalCore.withStream(1, { limits: 'off' });
    const texts = Array.from({ length: 500 }, () => 'x');
    for (let call = 0; call < 21; call += 1) core.put(texts);
    const first = core.read();
    expect(first.Records).toHaveLength(10_000);
    expect(core.call('GetRecords', { ShardIterator: first.NextShardIterator }).Records).toHaveLength(500);
  });

  test('its iterator lives five minutes, and the next one is new', () => {
    const { core } = withRecords('a');
    const first = core.iterator();
    core.nowMs += 300_000;
    const { NextShardIterator: second = '' } = core.call('GetRecords', { ShardIterator: first });
    expect(second).not.toBe(first);
    core.nowMs += 1;
    expect(core.refusal('GetRecords', { ShardIterator: first })).toBe('ExpiredIteratorException');
    core.nowMs += 299_999;
    expect(core.refusal('GetRecords', { ShardIterator: second })).toBe('none');
    core.nowMs += 1;
    expect(core.refusal('GetRecords', { ShardIterator: second })).toBe('ExpiredIteratorException');
  });

  test('one iterator gives the same records again', () => {
    const { core } = withRecords('a', 'b');
    const ShardIterator = core.iterator();
    const answers = [1, 2].map(() => textsOf(core.call('GetRecords', { ShardIterator })));
    expect(answers).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });
});

describe('MillisBehindLatest', () => {
  test('is how old the last record read is, and 0 at the tip', () => {
    const { core } = withRecords('a', 'b', 'c');
    const ShardIterator = core.iterator();
    const behind = [1, 2, 3].map(
      (Limit) => core.call('GetRecords', { ShardIterator, Limit }).MillisBehindLatest,
    );
    expect(behind).toEqual([3_000, 2_000, 0]);
  });

  test('is more than 0 while there are records to read, even such of this very millisecond', () => {
    const core = LocalCore.withStream(1);
    core.put(['a', 'b']);
    const { MillisBehindLatest } = core.call('GetRecords', { ShardIterator: core.iterator(), Limit: 1 });
    expect(MillisBehindLatest).toBeGreaterThan(0);
  });
});

describe('the end of a closed shard', () => {
  function closed(): LocalCore {
    const { core } = withRecords('a', 'b');
    core.call('SplitShard', { StreamName: streamName, ShardToSplit: shardId(0), NewStartingHashKey: '500' });
    return core;
  }

  test('is told by no further iterator, and by the children', () => {
    const core = closed();
    const first = core.call('GetRecords', { ShardIterator: core.iterator(), Limit: 1 });
    expect([textsOf(first), first.ChildShards]).toEqual([['a'], undefined]);
    const last = core.call('GetRecords', { ShardIterator: first.NextShardIterator });
    expect([textsOf(last), last.NextShardIterator, last.MillisBehindLatest]).toEqual([['b'], undefined, 0]);
    expect(last.ChildShards).toEqual([
      {
        ShardId: shardId(1),
        ParentShards: [shardId(0)],
        HashKeyRange: { StartingHashKey: '0', EndingHashKey: '499' },
      },
      {
        ...{ ShardId: shardId(2), ParentShards: [shardId(0)] },
        HashKeyRange: { StartingHashKey: '500', EndingHashKey: String(2n ** 128n - 1n) },
      },
    ]);
  });

  test.each<[what: string, input: (core: LocalCore) => Input]>([
    ['LATEST', () => ({ ShardIteratorType: 'LATEST' })],
    ['its ending sequence number', (core) => atNumber(core.shards()[0]?.endNumber ?? '')],
    ['after its ending sequence number', (core) => afterNumber(core.shards()[0]?.endNumber ?? '')],
    ['now', (core) => atTime(core.nowMs)],
  ])('is where one begins with %s', (_what, input) => {
    const core = closed();
    const read = core.read(input(core));
    expect([read.Records, read.NextShardIterator, read.ChildShards?.length]).toEqual([[], undefined, 2]);
  });

  test('comes only after a late record was read', () => {
    const core = LocalCore.withStream(1, { rules: [{ fault: 'late', delayMs: 3_000, count: 1 }] });
    core.put(['late']);
    core.call('SplitShard', { StreamName: streamName, ShardToSplit: shardId(0), NewStartingHashKey: '500' });
    const early = core.read();
    expect([early.Records, early.ChildShards]).toEqual([[], undefined]);
    core.nowMs += 3_000;
    const later = core.call('GetRecords', { ShardIterator: early.NextShardIterator });
    expect([textsOf(later), later.ChildShards?.length]).toEqual([['late'], 2]);
  });
});

function atNumber(StartingSequenceNumber: string): Input {
  return { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber };
}

function afterNumber(StartingSequenceNumber: string): Input {
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber };
}

function atTime(timeMs: number): Input {
  return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(timeMs) };
}

function startOf(core: LocalCore): string {
  return core.shards()[0]?.startNumber ?? '';
}

/** What the next record of the shard would have: one more in the place, which is before the last 21 digits. */
function next(sequenceNumber: string): string {
  return String(BigInt(sequenceNumber) + 10n ** 21n);
}
