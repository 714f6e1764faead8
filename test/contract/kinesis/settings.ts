import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour.ts';
import type { Context, TestStream } from './context.ts';
import { isOpen, middleOf } from './hash-ranges.ts';
import { entryOf } from './records.ts';
import { invalidInput, refused } from './refusal.ts';

const onDemand = { StreamMode: 'ON_DEMAND' } as const;
const serviceKey = { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } as const;

export const settingBehaviours: readonly Behaviour[] = [
  {
    name: 'the retention period grows up to 8,760 hours and no further',
    source: 'IncreaseStreamRetentionPeriod: Description',
    async run(context) {
      const { name } = await context.stream();
      await increase(context, name, 8760);
      assert.equal((await context.untilActive(name)).RetentionPeriodHours, 8760);
      await refused(increase(context, name, 8761), invalidInput);
    },
  },
  {
    name: 'the retention period shrinks down to 24 hours and no further',
    source: 'DecreaseStreamRetentionPeriod: Description',
    async run(context) {
      const { name } = await context.stream();
      await increase(context, name, 48);
      await context.untilActive(name);
      await decrease(context, name, 24);
      assert.equal((await context.untilActive(name)).RetentionPeriodHours, 24);
      await refused(decrease(context, name, 23), invalidInput);
    },
  },
  {
    name: 'an increase to a shorter retention period is refused, and so is a decrease to a longer one',
    source: 'IncreaseStreamRetentionPeriod: RetentionPeriodHours',
    async run(context) {
      const { name } = await context.stream();
      await increase(context, name, 48);
      await context.untilActive(name);
      await refused(increase(context, name, 36), invalidInput);
      await refused(decrease(context, name, 72), invalidInput);
    },
  },
  {
    name: 'an on-demand stream is made without a number of shards, and has some',
    source: 'CreateStream: StreamModeDetails',
    async run(context) {
      const { name } = await context.stream({ ShardCount: undefined, StreamModeDetails: onDemand });
      const summary = await context.summary(name);
      assert.equal(summary.StreamModeDetails?.StreamMode, 'ON_DEMAND');
      assert.ok((summary.OpenShardCount ?? 0) > 0);
    },
  },
  {
    name: 'an on-demand stream refuses to be split, merged and scaled with ValidationException',
    source: 'SplitShard: Errors',
    async run(context) {
      const { name } = await context.stream({ ShardCount: undefined, StreamModeDetails: onDemand });
      const [first, second] = (await context.shards(name)).filter(isOpen);
      assert.ok(first !== undefined && second !== undefined);
      const { kinesis } = context;
      const split = { ShardToSplit: first.ShardId, NewStartingHashKey: String(middleOf(first)) };
      const merge = { ShardToMerge: first.ShardId, AdjacentShardToMerge: second.ShardId };
      const scale = { TargetShardCount: 5, ScalingType: 'UNIFORM_SCALING' } as const;
      await refused(kinesis.splitShard({ StreamName: name, ...split }), ['ValidationException']);
      await refused(kinesis.mergeShards({ StreamName: name, ...merge }), ['ValidationException']);
      await refused(kinesis.updateShardCount({ StreamName: name, ...scale }), ['ValidationException']);
    },
  },
  {
    name: 'UpdateStreamMode makes a provisioned stream an on-demand one',
    source: 'UpdateStreamMode: Description',
    async run(context) {
      const { name, arn } = await context.stream();
      await context.kinesis.updateStreamMode({ StreamARN: arn, StreamModeDetails: onDemand });
      assert.equal((await context.untilActive(name)).StreamModeDetails?.StreamMode, 'ON_DEMAND');
    },
  },
  {
    name: 'StartStreamEncryption is shown with its key, StopStreamEncryption without',
    source: 'StartStreamEncryption: Description',
    async run(context) {
      const { name } = await context.stream();
      await context.kinesis.startStreamEncryption({ StreamName: name, ...serviceKey });
      const encrypted = await context.untilActive(name);
      assert.equal(encrypted.EncryptionType, 'KMS');
      assert.equal(encrypted.KeyId, serviceKey.KeyId);
      await context.kinesis.stopStreamEncryption({ StreamName: name, ...serviceKey });
      assert.equal((await context.untilActive(name)).EncryptionType ?? 'NONE', 'NONE');
    },
  },
  {
    name: 'a record that is put under encryption says so in the answer, and when it is read',
    source: 'StartStreamEncryption: Description',
    async run(context) {
      const { name } = await context.stream();
      await context.kinesis.startStreamEncryption({ StreamName: name, ...serviceKey });
      await context.untilActive(name);
      const record = { StreamName: name, PartitionKey: 'key', Data: Buffer.from('text') };
      const { SequenceNumber = '' } = await context.eventually('records are encrypted', async () => {
        const answer = await context.kinesis.putRecord(record);
        return answer.EncryptionType === 'KMS' ? answer : undefined;
      });
      const from = {
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        StartingSequenceNumber: SequenceNumber,
      } as const;
      const [read] = await context.read(name, await context.shardId(name), 1, from);
      assert.equal(read?.EncryptionType, 'KMS');
    },
  },
  {
    name: 'UpdateMaxRecordSize is shown, and then a larger record is taken',
    source: 'UpdateMaxRecordSize: Description',
    async run(context) {
      const stream = await context.stream({ MaxRecordSizeInKiB: 1024 });
      const larger = { StreamName: stream.name, ...entryOf(1537 * 1024) };
      await refused(context.kinesis.putRecord(larger), invalidInput);
      await updateMaxRecordSize(context, stream, 1537);
      assert.equal((await context.untilActive(stream.name)).MaxRecordSizeInKiB, 1537);
      await context.kinesis.putRecord(larger);
      const tooLarge = { StreamName: stream.name, ...entryOf(1537 * 1024 + 1) };
      await refused(context.kinesis.putRecord(tooLarge), invalidInput);
    },
  },
  {
    name: 'a record size outside 1,024 to 10,240 KiB is refused with ValidationException',
    source: 'UpdateMaxRecordSize: MaxRecordSizeInKiB',
    async run(context) {
      const stream = await context.stream();
      for (const size of [1023, 10_241]) {
        await refused(updateMaxRecordSize(context, stream, size), ['ValidationException']);
      }
    },
  },
];

function increase({ kinesis }: Context, StreamName: string, RetentionPeriodHours: number) {
  return kinesis.increaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours });
}

function decrease({ kinesis }: Context, StreamName: string, RetentionPeriodHours: number) {
  return kinesis.decreaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours });
}

function updateMaxRecordSize({ kinesis }: Context, { arn }: TestStream, MaxRecordSizeInKiB: number) {
  return kinesis.updateMaxRecordSize({ StreamARN: arn, MaxRecordSizeInKiB });
}
