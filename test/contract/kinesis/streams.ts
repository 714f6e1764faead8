import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour.ts';
import type { Context } from './context.ts';
import { assertCover, assertEven, isOpen } from './hash-ranges.ts';
import { putText, putTexts, texts } from './records.ts';
import { invalidInput, refused } from './refusal.ts';

const notThere = 'kinship-contract-not-there';

export const streamBehaviours: readonly Behaviour[] = [
  {
    name: 'CreateStream answers at once; the stream is CREATING, then ACTIVE',
    source: 'CreateStream: Description',
    async run(context) {
      const name = await creatingStream(context, 5);
      assert.equal((await context.untilActive(name)).StreamStatus, 'ACTIVE');
    },
  },
  {
    name: 'a new stream has the shards that were asked for, all open, which share the key space evenly',
    source: 'CreateStream: ShardCount',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 3 });
      const shards = await context.shards(name);
      assert.equal(shards.filter(isOpen).length, 3);
      assertCover(shards);
      assertEven(shards);
    },
  },
  {
    name: 'a new stream is in provisioned mode, keeps records for 24 hours, and encrypts nothing',
    source: 'DescribeStreamSummary: Response Elements',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 2 });
      const summary = await context.summary(name);
      assert.equal(summary.RetentionPeriodHours, 24);
      assert.equal(summary.OpenShardCount, 2);
      assert.equal(summary.EncryptionType ?? 'NONE', 'NONE');
      assert.equal(summary.StreamModeDetails?.StreamMode, 'PROVISIONED');
    },
  },
  {
    name: 'a new stream takes records of 1,024 KiB, or of the size it was created with',
    source: 'CreateStream: MaxRecordSizeInKiB',
    async run(context) {
      const plain = await context.stream();
      assert.equal((await context.summary(plain.name)).MaxRecordSizeInKiB ?? 1024, 1024);
      const large = await context.stream({ MaxRecordSizeInKiB: 2048 });
      assert.equal((await context.summary(large.name)).MaxRecordSizeInKiB, 2048);
    },
  },
  {
    name: 'a name that another stream has is refused with ResourceInUseException',
    source: 'CreateStream: Errors',
    async run(context) {
      const { name } = await context.stream();
      const again = context.kinesis.createStream({ StreamName: name, ShardCount: 1 });
      await refused(again, ['ResourceInUseException']);
    },
  },
  {
    name: 'a name that is empty, longer than 128, or not of letters, digits, _, . and - is refused',
    source: 'CreateStream: StreamName',
    async run(context) {
      for (const StreamName of ['', 'with a blank', 'with/a/slash', 'x'.repeat(129)]) {
        await refused(context.kinesis.createStream({ StreamName, ShardCount: 1 }), invalidInput);
      }
    },
  },
  {
    name: 'a number of shards below one is refused',
    source: 'CreateStream: ShardCount',
    async run(context) {
      const StreamName = context.newName();
      await refused(context.kinesis.createStream({ StreamName, ShardCount: 0 }), invalidInput);
    },
  },
  {
    name: 'more shards than the account may have are refused with LimitExceededException',
    source: 'CreateStream: Description',
    async run(context) {
      const StreamName = context.newName();
      const large = context.kinesis.createStream({ StreamName, ShardCount: 100_000 });
      await refused(large, ['LimitExceededException']);
    },
  },
  {
    name: 'of 20 streams at once some are refused: five may be CREATING at a time, and five be made a second',
    source: 'CreateStream: Description',
    async run(context) {
      const many = Array.from({ length: 20 }, () =>
        context.impatient.createStream({ StreamName: context.newName(), ShardCount: 1 }),
      );
      const outcomes = await Promise.allSettled(many);
      const refusal = outcomes.find(({ status }) => status === 'rejected');
      assert.ok(refusal?.status === 'rejected', '20 streams were taken at once');
      assert.equal(refusal.reason.name, 'LimitExceededException');
    },
  },
  {
    name: 'a stream that is not there is ResourceNotFoundException for every operation',
    source: 'DescribeStreamSummary: Errors',
    async run(context) {
      const { kinesis } = context;
      const stream = { StreamName: notThere };
      const record = { PartitionKey: 'key', Data: Buffer.from('text') };
      const shard = { ShardId: 'shardId-000000000000', ShardIteratorType: 'LATEST' as const };
      const calls = [
        kinesis.describeStream(stream),
        kinesis.describeStreamSummary(stream),
        kinesis.deleteStream(stream),
        kinesis.listShards(stream),
        kinesis.putRecord({ ...stream, ...record }),
        kinesis.putRecords({ ...stream, Records: [record] }),
        kinesis.getShardIterator({ ...stream, ...shard }),
        kinesis.splitShard({ ...stream, ShardToSplit: shard.ShardId, NewStartingHashKey: '1' }),
        kinesis.increaseStreamRetentionPeriod({ ...stream, RetentionPeriodHours: 48 }),
        kinesis.addTagsToStream({ ...stream, Tags: { key: 'value' } }),
      ];
      // Each is waited for, or the rejection of a later one would be nobody's.
      const refusals = await Promise.allSettled(
        calls.map((call) => refused(call, ['ResourceNotFoundException'])),
      );
      for (const refusal of refusals) if (refusal.status === 'rejected') throw refusal.reason;
    },
  },
  {
    name: 'a stream is found by its ARN as by its name',
    source: 'DescribeStreamSummary: Description',
    async run(context) {
      const { name, arn } = await context.stream();
      assert.match(arn, new RegExp(`^arn:aws[^:]*:kinesis:[^:]*:\\d{12}:stream/${name}$`));
      const described = await context.kinesis.describeStreamSummary({ StreamARN: arn });
      assert.equal(described.StreamDescriptionSummary?.StreamName, name);
      await context.kinesis.putRecord({ StreamARN: arn, PartitionKey: 'key', Data: Buffer.from('by ARN') });
      assert.deepEqual(texts(await context.read(name, await context.shardId(name), 1)), ['by ARN']);
    },
  },
  {
    name: 'a call that names no stream, neither by name nor by ARN, is refused',
    source: 'DescribeStreamSummary: Description',
    async run(context) {
      await refused(context.kinesis.describeStreamSummary({}), invalidInput);
      await refused(context.kinesis.listShards({}), invalidInput);
    },
  },
  {
    name: 'a deleted stream is DELETING until it is gone; made again under its name, it is empty',
    source: 'DeleteStream: Description',
    async run(context) {
      const { name } = await context.stream();
      await putText(context, name, 'before');
      await context.kinesis.deleteStream({ StreamName: name });
      await context.eventually(`stream ${name} is gone`, async () => {
        const status = await statusOf(context, name);
        assert.ok(status === 'DELETING' || status === undefined, `a deleted stream is ${status}`);
        return status === undefined ? true : undefined;
      });
      await context.create({ StreamName: name, ShardCount: 1 });
      await context.untilActive(name);
      await putTexts(context, name, ['after']);
      assert.deepEqual(texts(await context.read(name, await context.shardId(name), 1)), ['after']);
    },
  },
  {
    name: 'DescribeLimits tells how many shards the account may have, and how many are open',
    source: 'DescribeLimits: Response Elements',
    async run(context) {
      await context.stream();
      const { ShardLimit = 0, OpenShardCount = 0 } = await context.kinesis.describeLimits({});
      assert.ok(OpenShardCount >= 1 && ShardLimit >= OpenShardCount, `${OpenShardCount} of ${ShardLimit}`);
    },
  },
];

/**
 * A new stream that was seen CREATING. An engine may be quick, so it is asked while it still works on the call, and it
 * has some attempts.
 */
async function creatingStream(context: Context, attempts: number): Promise<string> {
  const name = context.newName();
  const statuses = Array.from({ length: 6 }, () => statusOf(context, name));
  await context.create({ StreamName: name, ShardCount: 1 });
  statuses.push(statusOf(context, name));
  const seen = new Set(await Promise.all(statuses));
  if (attempts === 1) assert.ok(seen.has('CREATING'), `a new stream is ${[...seen]}`);
  return seen.has('CREATING') ? name : creatingStream(context, attempts - 1);
}

/** Undefined where there is no such stream. */
async function statusOf(context: Context, name: string): Promise<string | undefined> {
  try {
    return (await context.summary(name)).StreamStatus;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
