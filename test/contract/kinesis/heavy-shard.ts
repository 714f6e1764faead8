import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GetRecordsOutput } from '@aws-sdk/client-kinesis';
import type { Context } from './context.ts';
import { oncePerEngine } from './once-per-engine.ts';
import { entryOf, mebibyte } from './records.ts';

/** More than one answer of GetRecords holds, and more than a shard takes at once for the sake of large records. */
const recordCount = 12;
/** More than a shard gives in a second. */
const someRecords = 3;
/** Within the five seconds that GetRecords refuses, with some distance. */
const pauseMs = 3_000;

/** What came of writing and reading 12 records of 1 MiB as fast as may be. Outcomes are names of errors, or `done`. */
export interface HeavyShard {
  readonly bytesPut: number;
  /** Of putting all of them at once. */
  readonly puts: readonly string[];
  /** Of GetRecords right after 3 MiB were read. */
  readonly readBeyondRate: string;
  /** How many bytes each answer of GetRecords gave, from the oldest record to the last. */
  readonly answers: readonly number[];
  /** Of GetRecords right after the first of these answers, and three seconds later. */
  readonly readsInPause: readonly string[];
}

/** Done once: a shard takes twelve seconds for so much. */
export const heavyShardOf = oncePerEngine(async (context): Promise<HeavyShard> => {
  const { name } = await context.stream();
  const record = { StreamName: name, ...entryOf(mebibyte) };
  const puts = await Promise.all(
    Array.from({ length: recordCount }, () => outcomeOf(context.impatient.putRecord(record))),
  );
  for (const put of puts) if (put !== 'done') await context.kinesis.putRecord(record);

  const oldest = await context.iterator(name, await context.shardId(name));
  await context.kinesis.getRecords({ ShardIterator: oldest, Limit: someRecords });
  const readBeyondRate = await outcomeOf(
    context.impatient.getRecords({ ShardIterator: oldest, Limit: someRecords }),
  );
  return { bytesPut: recordCount * mebibyte, puts, readBeyondRate, ...(await readAll(context, oldest)) };
});

async function readAll(context: Context, oldest: string) {
  const answers: number[] = [];
  let ShardIterator = oldest;
  const take = ({ Records = [], NextShardIterator }: GetRecordsOutput): void => {
    ShardIterator = NextShardIterator ?? assert.fail('the shard is open, and there is no NextShardIterator');
    // Each partition key has one byte.
    if (Records.length > 0) answers.push(Records.reduce((sum, { Data }) => sum + (Data?.length ?? 0) + 1, 0));
  };
  const readUntil = (what: string, isDone: () => boolean) =>
    context.eventually(what, async () => {
      if (!isDone()) take(await context.kinesis.getRecords({ ShardIterator }));
      return isDone() ? true : undefined;
    });

  await readUntil('the first records', () => answers.length > 0);
  const readsInPause = [await outcomeOf(context.impatient.getRecords({ ShardIterator }).then(take))];
  await sleep(pauseMs);
  readsInPause.push(await outcomeOf(context.impatient.getRecords({ ShardIterator }).then(take)));
  const isComplete = () => answers.reduce((sum, bytes) => sum + bytes, 0) >= recordCount * mebibyte;
  await readUntil('the last records', isComplete);
  return { answers, readsInPause };
}

function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'done',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}
