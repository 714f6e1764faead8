import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from './behaviour.ts';
import type { Context } from './context.ts';
import { putText, putTexts, texts } from './records.ts';
import { invalidInput, refused } from './refusal.ts';

/** Enough for two records to arrive in different milliseconds, whatever the clock. */
const apartMs = 1_100;

export const iteratorBehaviours: readonly Behaviour[] = [
  {
    name: 'TRIM_HORIZON begins with the oldest record',
    source: 'GetShardIterator: ShardIteratorType',
    async run(context) {
      const { name, shardId } = await threeRecords(context);
      assert.deepEqual(texts(await context.read(name, shardId, 3)), ['one', 'two', 'three']);
    },
  },
  {
    name: 'LATEST begins with the first record that is put afterwards',
    source: 'GetShardIterator: ShardIteratorType',
    async run(context) {
      const { name, shardId } = await threeRecords(context);
      const iterator = await context.iterator(name, shardId, { ShardIteratorType: 'LATEST' });
      await putText(context, name, 'four');
      assert.deepEqual(await firstTexts(context, iterator), ['four']);
    },
  },
  {
    name: 'AT_SEQUENCE_NUMBER begins with the record of that number',
    source: 'GetShardIterator: ShardIteratorType',
    async run(context) {
      const { name, shardId, numbers } = await threeRecords(context);
      const from = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: numbers[1] } as const;
      assert.deepEqual(texts(await context.read(name, shardId, 2, from)), ['two', 'three']);
    },
  },
  {
    name: 'AFTER_SEQUENCE_NUMBER begins with the record behind the one of that number',
    source: 'GetShardIterator: ShardIteratorType',
    async run(context) {
      const { name, shardId, numbers } = await threeRecords(context);
      const from = {
        ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
        StartingSequenceNumber: numbers[1],
      } as const;
      assert.deepEqual(texts(await context.read(name, shardId, 1, from)), ['three']);
      const last = { ...from, StartingSequenceNumber: numbers[2] };
      await context.read(name, shardId, 0, last);
    },
  },
  {
    name: 'AT_SEQUENCE_NUMBER takes the number that a shard begins with, too',
    source: 'GetShardIterator: Description',
    async run(context) {
      const { name, shardId } = await threeRecords(context);
      const [shard] = await context.shards(name);
      const from = {
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        StartingSequenceNumber: shard?.SequenceNumberRange?.StartingSequenceNumber,
      } as const;
      assert.deepEqual(texts(await context.read(name, shardId, 3, from)), ['one', 'two', 'three']);
    },
  },
  {
    name: 'AT_TIMESTAMP begins with the record of that time, or else with the next later one',
    source: 'GetShardIterator: Timestamp',
    async run(context) {
      const { name, shardId, first, second } = await twoRecordsApart(context);
      const at = (timeMs: number) => {
        return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(timeMs) } as const;
      };
      assert.deepEqual(texts(await context.read(name, shardId, 1, at(second))), ['two']);
      const between = Math.floor((first + second) / 2);
      assert.deepEqual(texts(await context.read(name, shardId, 1, at(between))), ['two']);
    },
  },
  {
    name: 'AT_TIMESTAMP with a time before all records begins with the oldest',
    source: 'GetShardIterator: Timestamp',
    async run(context) {
      const { name, shardId } = await threeRecords(context);
      const from = {
        ShardIteratorType: 'AT_TIMESTAMP',
        Timestamp: new Date(Date.now() - 3_600_000),
      } as const;
      assert.deepEqual(texts(await context.read(name, shardId, 3, from)), ['one', 'two', 'three']);
    },
  },
  {
    name: 'an iterator is not used up: read again, it gives the same records',
    source: 'GetRecords: ShardIterator',
    async run(context) {
      const { name, shardId } = await threeRecords(context);
      const iterator = await context.iterator(name, shardId);
      const first = await firstTexts(context, iterator);
      assert.deepEqual(await firstTexts(context, iterator), first);
    },
  },
  {
    name: 'a type that needs a sequence number or a time is refused without it',
    source: 'GetShardIterator: Request Parameters',
    async run(context) {
      const { name, shardId } = await threeRecords(context);
      for (const ShardIteratorType of [
        'AT_SEQUENCE_NUMBER',
        'AFTER_SEQUENCE_NUMBER',
        'AT_TIMESTAMP',
      ] as const) {
        await refused(context.iterator(name, shardId, { ShardIteratorType }), invalidInput);
      }
    },
  },
  {
    name: 'a shard that is not there is ResourceNotFoundException',
    source: 'GetShardIterator: Errors',
    async run(context) {
      const { name } = await context.stream();
      await refused(context.iterator(name, 'shardId-000000000099'), ['ResourceNotFoundException']);
    },
  },
  {
    name: 'a sequence number of another shard, or that is no number, is refused',
    source: 'GetShardIterator: StartingSequenceNumber',
    async run(context) {
      const { name, shardId } = await threeRecords(context);
      const other = await threeRecords(context, 2);
      const type = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' } as const;
      const neighbour = (await context.shards(other.name)).find(({ ShardId }) => ShardId !== other.shardId);
      const foreign = { ...type, StartingSequenceNumber: other.numbers[0] };
      await refused(context.iterator(other.name, neighbour?.ShardId ?? '', foreign), [
        'InvalidArgumentException',
      ]);
      const wrong = context.iterator(name, shardId, { ...type, StartingSequenceNumber: 'three' });
      await refused(wrong, invalidInput);
    },
  },
  {
    name: 'an iterator that was never given out is refused',
    source: 'GetRecords: ShardIterator',
    async run(context) {
      for (const ShardIterator of ['no iterator', 'A'.repeat(200)]) {
        await refused(context.kinesis.getRecords({ ShardIterator }), invalidInput);
      }
    },
  },
];

async function threeRecords(context: Context, shardCount = 1) {
  const { name } = await context.stream({ ShardCount: shardCount });
  const placed = await putTexts(context, name, ['one', 'two', 'three']);
  const { shardId = '' } = placed[0] ?? {};
  return { name, shardId, numbers: placed.map(({ sequenceNumber }) => sequenceNumber) };
}

async function twoRecordsApart(context: Context) {
  const { name } = await context.stream();
  const { shardId } = await putText(context, name, 'one');
  await sleep(apartMs);
  await putText(context, name, 'two');
  const records = await context.read(name, shardId, 2);
  const [first = 0, second = 0] = records.map((record) => record.ApproximateArrivalTimestamp?.getTime() ?? 0);
  assert.ok(second > first, `the records arrived at ${first} and ${second}`);
  await sleep(apartMs); // A time must be past to be asked for.
  return { name, shardId, first, second };
}

/** What the first answer that has any records gives. */
async function firstTexts(context: Context, iterator: string): Promise<string[]> {
  let next = iterator;
  return context.eventually('records', async () => {
    const { Records = [], NextShardIterator } = await context.kinesis.getRecords({ ShardIterator: next });
    next = NextShardIterator ?? assert.fail('the shard is open, and there is no NextShardIterator');
    return Records.length > 0 ? texts(Records) : undefined;
  });
}
