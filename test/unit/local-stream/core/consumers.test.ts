import { describe, expect, test } from 'vitest';
import type { ConsumerReference } from '../../../../src/local-stream/core/consumers.ts';
import type { OutputOf } from '../../../../src/local-stream/core/operations.ts';
import { LocalCore, secondMs, streamArn, streamName } from '../../../fakes/local-core.ts';

const of = { StreamARN: streamArn };

function register(core: LocalCore, ConsumerName: string): string {
  return core.call('RegisterStreamConsumer', { ...of, ConsumerName }).Consumer?.ConsumerARN ?? '';
}

function statusOf(core: LocalCore, ConsumerName: string): string | undefined {
  return core.call('DescribeStreamConsumer', { ...of, ConsumerName }).ConsumerDescription?.ConsumerStatus;
}

test('a consumer is CREATING, ACTIVE, DELETING, and gone', () => {
  const core = LocalCore.withStream(1, { changeMs: 500 });
  register(core, 'reader');
  expect(statusOf(core, 'reader')).toBe('CREATING');
  core.nowMs += 500;
  expect(statusOf(core, 'reader')).toBe('ACTIVE');
  core.call('DeregisterStreamConsumer', { ...of, ConsumerName: 'reader' });
  expect(statusOf(core, 'reader')).toBe('DELETING');
  core.nowMs += 499;
  expect(statusOf(core, 'reader')).toBe('DELETING');
  core.nowMs += 1;
  const describe = { ...of, ConsumerName: 'reader' };
  expect(core.refusal('DescribeStreamConsumer', describe)).toBe('ResourceNotFoundException');
});

test('deregistering again does not put off the end', () => {
  const core = LocalCore.withStream(1, { changeMs: 500 });
  const reader = { ConsumerARN: register(core, 'reader') };
  core.call('DeregisterStreamConsumer', reader);
  core.nowMs += 400;
  core.call('DeregisterStreamConsumer', reader);
  core.nowMs += 100;
  expect(core.refusal('DescribeStreamConsumer', reader)).toBe('ResourceNotFoundException');
});

test('one that is gone is neither listed nor counted, and its name is free for another ARN', () => {
  const core = LocalCore.withStream(1, { changeMs: 10 });
  const earlier = register(core, 'reader');
  core.nowMs += 10;
  core.call('DeregisterStreamConsumer', { ConsumerARN: earlier });
  core.nowMs += 10;
  expect(core.call('ListStreamConsumers', of).Consumers).toEqual([]);
  const { StreamDescriptionSummary } = core.call('DescribeStreamSummary', { StreamName: streamName });
  expect(StreamDescriptionSummary?.ConsumerCount).toBe(0);
  expect(register(core, 'reader')).not.toBe(earlier);
});

test('the ARN begins with that of the stream', () => {
  expect(register(LocalCore.withStream(1), 'reader')).toMatch(
    new RegExp(`^${streamArn}/consumer/reader:\\d+$`),
  );
});

test('a name is taken once in a stream', () => {
  const core = LocalCore.withStream(1);
  core.call('CreateStream', { StreamName: 'other', ShardCount: 1 });
  register(core, 'reader');
  const again = { ...of, ConsumerName: 'reader' };
  expect(core.refusal('RegisterStreamConsumer', again)).toBe('ResourceInUseException');
  const elsewhere = { StreamARN: streamArn.replace(streamName, 'other'), ConsumerName: 'reader' };
  expect(core.refusal('RegisterStreamConsumer', elsewhere)).toBe('none');
});

test('five may be CREATING at a time', () => {
  const core = LocalCore.withStream(1, { changeMs: secondMs });
  for (const name of ['a', 'b', 'c', 'd', 'e']) register(core, name);
  core.nowMs += 999;
  expect(core.refusal('RegisterStreamConsumer', { ...of, ConsumerName: 'f' })).toBe('LimitExceededException');
  core.nowMs += 1;
  expect(core.refusal('RegisterStreamConsumer', { ...of, ConsumerName: 'f' })).toBe('none');
});

test('a stream has 20 at most', () => {
  const core = LocalCore.withStream(1);
  for (let index = 0; index < 20; index += 1) {
    register(core, `reader-${index}`);
    core.nowMs += secondMs;
  }
  expect(core.refusal('RegisterStreamConsumer', { ...of, ConsumerName: 'more' })).toBe(
    'LimitExceededException',
  );
});

describe('a consumer is named', () => {
  const core = LocalCore.withStream(1);
  const arn = register(core, 'reader');

  test.each<[what: string, reference: ConsumerReference, refusal: string]>([
    ['by its ARN', { ConsumerARN: arn }, 'none'],
    ['by its name and its stream', { ...of, ConsumerName: 'reader' }, 'none'],
    ['by all of them', { ...of, ConsumerName: 'reader', ConsumerARN: arn }, 'none'],
    ['by its name alone', { ConsumerName: 'reader' }, 'InvalidArgumentException'],
    ['by its stream alone', of, 'InvalidArgumentException'],
    ['by a name nobody has', { ...of, ConsumerName: 'writer' }, 'ResourceNotFoundException'],
    ['by an ARN nobody has', { ConsumerARN: `${arn}9` }, 'ResourceNotFoundException'],
    [
      'by a name that is not that of the ARN',
      { ConsumerName: 'writer', ConsumerARN: arn },
      'ResourceNotFoundException',
    ],
  ])('%s', (_what, reference, refusal) => {
    core.nowMs += secondMs;
    expect(core.refusal('DescribeStreamConsumer', reference)).toBe(refusal);
  });
});

test('they are listed by pages, in order, each once', () => {
  const core = LocalCore.withStream(1);
  const names = ['c', 'a', 'e', 'b', 'd'];
  for (const name of names) register(core, name);
  const listed: (string | undefined)[] = [];
  for (let token: string | undefined = ''; token !== undefined; ) {
    const page: OutputOf<'ListStreamConsumers'> = core.call('ListStreamConsumers', {
      ...of,
      MaxResults: 2,
      ...(token !== '' && { NextToken: token }),
    });
    listed.push(...(page.Consumers ?? []).map(({ ConsumerName }) => ConsumerName));
    token = page.NextToken;
  }
  expect(listed).toEqual(names.toSorted());
});
