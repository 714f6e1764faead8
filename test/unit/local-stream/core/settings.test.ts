import { describe, expect, test } from 'vitest';
import type { InputOf, OperationName } from '../../../../src/local-stream/core/operations.ts';
import { hourMs, LocalCore, secondMs, streamArn, streamName, textsOf } from '../../../fakes/local-core.ts';

const named = { StreamName: streamName };

function summary(core: LocalCore) {
  return core.call('DescribeStreamSummary', named).StreamDescriptionSummary;
}

describe('the retention', () => {
  test.each<[operation: OperationName, hours: number, refusal: string]>([
    ['IncreaseStreamRetentionPeriod', 24, 'none'],
    ['IncreaseStreamRetentionPeriod', 8_760, 'none'],
    ['IncreaseStreamRetentionPeriod', 23, 'InvalidArgumentException'],
    ['IncreaseStreamRetentionPeriod', 8_761, 'InvalidArgumentException'],
    ['DecreaseStreamRetentionPeriod', 24, 'none'],
    ['DecreaseStreamRetentionPeriod', 23, 'InvalidArgumentException'],
    ['DecreaseStreamRetentionPeriod', 25, 'InvalidArgumentException'],
  ])('%s to %i hours', (operation, RetentionPeriodHours, refusal) => {
    const input = { ...named, RetentionPeriodHours };
    expect(LocalCore.withStream(1).refusal(operation, input)).toBe(refusal);
  });

  test('cannot be shortened by Increase', () => {
    const core = LocalCore.withStream(1);
    core.call('IncreaseStreamRetentionPeriod', { ...named, RetentionPeriodHours: 48 });
    const shorter = { ...named, RetentionPeriodHours: 47 };
    expect(core.refusal('IncreaseStreamRetentionPeriod', shorter)).toBe('InvalidArgumentException');
  });

  test('is the new one when the stream is ACTIVE again', () => {
    const core = LocalCore.withStream(1, { changeMs: 500 });
    core.call('IncreaseStreamRetentionPeriod', { ...named, RetentionPeriodHours: 48 });
    expect(summary(core)).toMatchObject({ StreamStatus: 'UPDATING', RetentionPeriodHours: 24 });
    core.nowMs += 500;
    expect(summary(core)).toMatchObject({ StreamStatus: 'ACTIVE', RetentionPeriodHours: 48 });
  });

  test.each<[what: string, changes: readonly [OperationName, number][], kept: readonly string[]]>([
    ['24 hours', [], ['after 23 h']],
    ['increased', [['IncreaseStreamRetentionPeriod', 48]], ['at 0 h', 'after 1 h', 'after 23 h']],
    [
      'increased, and decreased again',
      [
        ['IncreaseStreamRetentionPeriod', 48],
        ['DecreaseStreamRetentionPeriod', 24],
      ],
      ['after 23 h'],
    ],
  ])('%s: what is older is gone', (_what, changes, kept) => {
    const core = LocalCore.withStream(1);
    core.put(['at 0 h']);
    core.nowMs += hourMs;
    core.put(['after 1 h']);
    for (const [operation, RetentionPeriodHours] of changes)
      core.call(operation, { ...named, RetentionPeriodHours });
    core.nowMs += 22 * hourMs;
    core.put(['after 23 h']);
    core.nowMs += 2 * hourMs + 1;
    expect(textsOf(core.read())).toEqual(kept);
  });

  test('increased too late brings nothing back', () => {
    const core = LocalCore.withStream(1);
    core.put(['text']);
    core.nowMs += 24 * hourMs + 1;
    core.call('IncreaseStreamRetentionPeriod', { ...named, RetentionPeriodHours: 48 });
    expect(core.read().Records).toEqual([]);
  });
});

describe.each<[operation: OperationName, input: object, before: object, after: object]>([
  [
    'UpdateStreamMode',
    { StreamARN: streamArn, StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
    { StreamModeDetails: { StreamMode: 'PROVISIONED' } },
    { StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
  ],
  [
    'UpdateMaxRecordSize',
    { StreamARN: streamArn, MaxRecordSizeInKiB: 10_240 },
    { MaxRecordSizeInKiB: 1_024 },
    { MaxRecordSizeInKiB: 10_240 },
  ],
  [
    'StartStreamEncryption',
    { ...named, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
    { EncryptionType: 'NONE' },
    { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
  ],
])('%s', (operation, input, before, after) => {
  test('changes what is described, by way of UPDATING', () => {
    const core = LocalCore.withStream(1, { changeMs: 500 });
    expect(summary(core)).toMatchObject(before);
    core.call(operation, input as InputOf<typeof operation>); // Of this operation, by the table above.
    expect(core.status()).toBe('UPDATING');
    core.nowMs += 500;
    expect(summary(core)).toMatchObject({ ...after, StreamStatus: 'ACTIVE' });
  });
});

test('an encrypted stream says so of its records, until the encryption is stopped', () => {
  const core = LocalCore.withStream(1);
  const put = { ...named, Data: Buffer.of(1), PartitionKey: 'k' };
  const key = { ...named, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } as const;
  core.call('StartStreamEncryption', key);
  expect(core.call('PutRecord', put).EncryptionType).toBe('KMS');
  expect(core.call('PutRecords', { ...named, Records: [put] }).EncryptionType).toBe('KMS');
  expect(core.read().Records?.map(({ EncryptionType }) => EncryptionType)).toEqual(['KMS', 'KMS']);
  core.call('StopStreamEncryption', key);
  expect(core.call('PutRecord', put).EncryptionType).toBeUndefined();
  expect(core.read().Records?.[0]).not.toHaveProperty('EncryptionType');
});

test.each([1_023, 10_241])('a record size of %i KiB is refused', (MaxRecordSizeInKiB) => {
  const input = { StreamARN: streamArn, MaxRecordSizeInKiB };
  expect(LocalCore.withStream(1).refusal('UpdateMaxRecordSize', input)).toBe('ValidationException');
});

describe('tags', () => {
  test('are added, replaced, removed, and listed in order by pages', () => {
    const core = LocalCore.withStream(1);
    core.call('AddTagsToStream', { ...named, Tags: { b: '1', a: '1', c: '1' } });
    core.call('AddTagsToStream', { ...named, Tags: { b: '2' } });
    core.call('RemoveTagsFromStream', { ...named, TagKeys: ['c', 'never there'] });
    const list = (input: object) => core.call('ListTagsForStream', { ...named, ...input });
    expect(list({})).toEqual({
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
      HasMoreTags: false,
    });
    expect(list({ Limit: 1 })).toEqual({ Tags: [{ Key: 'a', Value: '1' }], HasMoreTags: true });
    expect(list({ ExclusiveStartTagKey: 'a' }).Tags).toEqual([{ Key: 'b', Value: '2' }]);
  });

  test('there are 50 at most', () => {
    const core = LocalCore.withStream(1);
    const tags = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${from + index}`, '']));
    core.call('AddTagsToStream', { ...named, Tags: tags(0, 49) });
    expect(core.refusal('AddTagsToStream', { ...named, Tags: tags(49, 2) })).toBe('InvalidArgumentException');
    expect(core.refusal('AddTagsToStream', { ...named, Tags: tags(48, 2) })).toBe('none');
    core.nowMs += secondMs;
    expect(core.call('ListTagsForStream', named).Tags).toHaveLength(50);
  });
});
