import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GetRecordsOutput } from '@aws-sdk/client-kinesis';
import type { Behaviour } from './behaviour.ts';
import type { Context } from './context.ts';
import { assertGrowing, putText, putTexts, texts } from './records.ts';
import { invalidInput, refused } from './refusal.ts';

/** How far apart two records are put, for the first to be visibly behind. */
const apartMs = 1_500;

export const readBehaviours: readonly Behaviour[] = [
  {
    name: 'records are read in the order in which they were put, and their sequence numbers grow',
    source: 'GetRecords: Description',
    async run(context) {
      const { name } = await context.stream();
      const put = Array.from({ length: 25 }, (_, index) => `text ${index}`);
      const [{ shardId } = assert.fail()] = await putTexts(context, name, put);
      const records = await context.read(name, shardId, put.length);
      assert.deepEqual(texts(records), put);
      assertGrowing(records.map(({ SequenceNumber }) => SequenceNumber));
    },
  },
  {
    name: 'Limit bounds the records of an answer, and the next iterator goes on with the rest',
    source: 'GetRecords: Limit',
    async run(context) {
      const { name } = await context.stream();
      const put = ['one', 'two', 'three', 'four', 'five'];
      const [{ shardId } = assert.fail()] = await putTexts(context, name, put);
      const answers = await answersUntil(context, await context.iterator(name, shardId), 2, put.length);
      for (const { Records = [] } of answers) assert.ok(Records.length <= 2, `${Records.length} records`);
      assert.deepEqual(texts(answers.flatMap(({ Records = [] }) => Records)), put);
    },
  },
  {
    name: 'a Limit of 1 to 10,000 is taken, 0 and 10,001 are refused',
    source: 'GetRecords: Limit',
    async run(context) {
      const { name } = await context.stream();
      const ShardIterator = await context.iterator(name, await context.shardId(name));
      await context.kinesis.getRecords({ ShardIterator, Limit: 10_000 });
      for (const Limit of [0, 10_001]) {
        await refused(context.kinesis.getRecords({ ShardIterator, Limit }), invalidInput);
      }
    },
  },
  {
    name: 'an open shard without records gives an empty answer, whose next iterator gives what comes later',
    source: 'GetRecords: Description',
    async run(context) {
      const { name } = await context.stream();
      const ShardIterator = await context.iterator(name, await context.shardId(name));
      const { Records, NextShardIterator = '' } = await context.kinesis.getRecords({ ShardIterator });
      assert.deepEqual(Records, []);
      await putText(context, name, 'later');
      const later = await answersUntil(context, NextShardIterator, 10, 1);
      assert.deepEqual(texts(later.flatMap((answer) => answer.Records ?? [])), ['later']);
    },
  },
  {
    name: 'MillisBehindLatest is 0 for a reader who has everything',
    source: 'GetRecords: MillisBehindLatest',
    async run(context) {
      const { name } = await context.stream();
      const { shardId } = await putText(context, name, 'text');
      let ShardIterator = await context.iterator(name, shardId);
      await context.eventually('the reader has everything', async () => {
        const { NextShardIterator, MillisBehindLatest } = await context.kinesis.getRecords({ ShardIterator });
        ShardIterator = NextShardIterator ?? assert.fail('no NextShardIterator');
        return MillisBehindLatest === 0 ? true : undefined;
      });
    },
  },
  {
    name: 'MillisBehindLatest is more than 0 for a reader with newer records ahead',
    source: 'GetRecords: MillisBehindLatest',
    async run(context) {
      const { name } = await context.stream();
      const { shardId } = await putText(context, name, 'one');
      await sleep(apartMs);
      await putText(context, name, 'two');
      const answers = await answersUntil(context, await context.iterator(name, shardId), 1, 1);
      assert.ok(
        (answers.at(-1)?.MillisBehindLatest ?? 0) > 0,
        'there is one more, and the reader is not behind',
      );
    },
  },
  {
    name: 'GetRecords takes the ARN of the stream beside the iterator',
    source: 'GetRecords: StreamARN',
    async run(context) {
      const { name, arn } = await context.stream();
      const { shardId } = await putText(context, name, 'text');
      const ShardIterator = await context.iterator(name, shardId);
      await context.kinesis.getRecords({ ShardIterator, StreamARN: arn });
    },
  },
];

/** Reads with this Limit until it has that many records. */
async function answersUntil(context: Context, iterator: string, Limit: number, count: number) {
  const answers: GetRecordsOutput[] = [];
  let ShardIterator = iterator;
  return context.eventually(`${count} records`, async () => {
    const answer = await context.kinesis.getRecords({ ShardIterator, Limit });
    answers.push(answer);
    ShardIterator =
      answer.NextShardIterator ?? assert.fail('the shard is open, and there is no NextShardIterator');
    const read = answers.reduce((sum, { Records = [] }) => sum + Records.length, 0);
    return read >= count ? answers : undefined;
  });
}
