import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from './behaviour.ts';
import type { Context, TestStream } from './context.ts';
import { refused } from './refusal.ts';

/** The ARN of a consumer holds the second of its making. */
const secondMs = 1_100;

export const consumerBehaviours: readonly Behaviour[] = [
  {
    name: 'RegisterStreamConsumer answers at once; the consumer is CREATING, then ACTIVE',
    source: 'RegisterStreamConsumer: Response Elements',
    async run(context) {
      const { arn } = await context.stream();
      const { Consumer } = await context.kinesis.registerStreamConsumer({
        StreamARN: arn,
        ConsumerName: 'reader',
      });
      assert.equal(Consumer?.ConsumerName, 'reader');
      assert.equal(Consumer.ConsumerStatus, 'CREATING');
      assert.ok(Consumer.ConsumerARN?.startsWith(`${arn}/consumer/reader:`), Consumer.ConsumerARN);
      await untilActive(context, Consumer.ConsumerARN ?? '');
    },
  },
  {
    name: 'a consumer is described by its ARN, or by its name and the ARN of the stream',
    source: 'DescribeStreamConsumer: Description',
    async run(context) {
      const { arn } = await context.stream();
      const ConsumerARN = await registerConsumer(context, { arn }, 'reader');
      const byArn = await context.kinesis.describeStreamConsumer({ ConsumerARN });
      const byName = await context.kinesis.describeStreamConsumer({ StreamARN: arn, ConsumerName: 'reader' });
      assert.deepEqual(byName.ConsumerDescription, byArn.ConsumerDescription);
      assert.equal(byArn.ConsumerDescription?.StreamARN, arn);
    },
  },
  {
    name: 'consumers are listed in pages of MaxResults, each with the NextToken of the next one',
    source: 'ListStreamConsumers: NextToken',
    async run(context) {
      const { arn } = await context.stream();
      for (const name of ['one', 'two', 'three']) await registerConsumer(context, { arn }, name);
      const first = await context.kinesis.listStreamConsumers({ StreamARN: arn, MaxResults: 2 });
      assert.equal(first.Consumers?.length, 2);
      assert.ok(first.NextToken !== undefined, 'there are more, and there is no NextToken');
      const rest = { StreamARN: arn, NextToken: first.NextToken };
      const second = await context.kinesis.listStreamConsumers(rest);
      assert.equal(second.NextToken ?? undefined, undefined);
      const names = [...first.Consumers, ...(second.Consumers ?? [])].map(({ ConsumerName }) => ConsumerName);
      assert.deepEqual(names.toSorted(), ['one', 'three', 'two']);
    },
  },
  {
    name: 'DescribeStreamSummary counts the consumers of a stream',
    source: 'DescribeStreamSummary: Response Elements',
    async run(context) {
      const { name, arn } = await context.stream();
      assert.equal((await context.summary(name)).ConsumerCount, 0);
      await registerConsumer(context, { arn }, 'reader');
      assert.equal((await context.summary(name)).ConsumerCount, 1);
    },
  },
  {
    name: 'a deregistered consumer is DELETING until it is gone; made again, it has another ARN',
    source: 'Consumer: ConsumerARN',
    async run(context) {
      const { arn } = await context.stream();
      const ConsumerARN = await registerConsumer(context, { arn }, 'reader');
      await sleep(secondMs);
      await context.kinesis.deregisterStreamConsumer({ ConsumerARN });
      await context.eventually('the consumer is gone', async () => {
        const status = await statusOf(context, ConsumerARN);
        assert.ok(status === 'DELETING' || status === undefined, `a deregistered consumer is ${status}`);
        return status === undefined ? true : undefined;
      });
      assert.notEqual(await registerConsumer(context, { arn }, 'reader'), ConsumerARN);
    },
  },
  {
    name: 'a consumer name that the stream has already is refused with ResourceInUseException',
    source: 'RegisterStreamConsumer: ConsumerName',
    async run(context) {
      const [stream, other] = await Promise.all([context.stream(), context.stream()]);
      await registerConsumer(context, stream, 'reader');
      const again = { StreamARN: stream.arn, ConsumerName: 'reader' };
      await refused(context.kinesis.registerStreamConsumer(again), ['ResourceInUseException']);
      await registerConsumer(context, other, 'reader');
    },
  },
  {
    name: 'a stream has at most 20 consumers; one more is refused with LimitExceededException',
    source: 'RegisterStreamConsumer: Description',
    async run(context) {
      const { arn } = await context.stream();
      for (let at = 0; at < 20; at += 5) {
        const names = [0, 1, 2, 3, 4].map((index) => `reader-${at + index}`);
        await Promise.all(names.map((name) => registerConsumer(context, { arn }, name)));
      }
      const more = { StreamARN: arn, ConsumerName: 'one-more' };
      await refused(context.kinesis.registerStreamConsumer(more), ['LimitExceededException']);
    },
  },
  {
    name: 'of nine consumers at once some are refused: five may be CREATING at a time, and five be made a second',
    source: 'RegisterStreamConsumer: Description',
    async run(context) {
      const { arn } = await context.stream();
      const many = Array.from({ length: 9 }, (_, index) =>
        context.impatient.registerStreamConsumer({ StreamARN: arn, ConsumerName: `reader-${index}` }),
      );
      const outcomes = await Promise.allSettled(many);
      const refusal = outcomes.find(({ status }) => status === 'rejected');
      assert.ok(refusal?.status === 'rejected', 'nine consumers were taken at once');
      assert.equal(refusal.reason.name, 'LimitExceededException');
    },
  },
  {
    name: 'a consumer or a stream that is not there is ResourceNotFoundException',
    source: 'DescribeStreamConsumer: Errors',
    async run(context) {
      const { arn } = await context.stream();
      const { kinesis } = context;
      const unknown = { StreamARN: arn, ConsumerName: 'nobody' };
      await refused(kinesis.describeStreamConsumer(unknown), ['ResourceNotFoundException']);
      await refused(kinesis.deregisterStreamConsumer(unknown), ['ResourceNotFoundException']);
      const lost = { StreamARN: `${arn}-lost`, ConsumerName: 'reader' };
      await refused(kinesis.registerStreamConsumer(lost), ['ResourceNotFoundException']);
    },
  },
  {
    name: 'a stream with consumers is deleted only where EnforceConsumerDeletion says so',
    source: 'DeleteStream: EnforceConsumerDeletion',
    async run(context) {
      const { name, arn } = await context.stream();
      await registerConsumer(context, { arn }, 'reader');
      await refused(context.kinesis.deleteStream({ StreamName: name }), ['ResourceInUseException']);
      await context.kinesis.deleteStream({ StreamName: name, EnforceConsumerDeletion: true });
    },
  },
];

/** Waits until it is ACTIVE, and gives its ARN. */
export async function registerConsumer(
  context: Context,
  { arn }: Pick<TestStream, 'arn'>,
  name: string,
): Promise<string> {
  const { ConsumerARN } = await context.eventually(`consumer ${name} is taken`, async () => {
    try {
      const { Consumer } = await context.kinesis.registerStreamConsumer({
        StreamARN: arn,
        ConsumerName: name,
      });
      return Consumer ?? assert.fail('no consumer in the answer');
    } catch (error) {
      if (error instanceof Error && error.name === 'LimitExceededException') return undefined;
      throw error;
    }
  });
  assert.ok(ConsumerARN !== undefined);
  await untilActive(context, ConsumerARN);
  return ConsumerARN;
}

async function untilActive(context: Context, consumerArn: string): Promise<void> {
  await context.eventually(`consumer ${consumerArn} becomes ACTIVE`, async () => {
    return (await statusOf(context, consumerArn)) === 'ACTIVE' ? true : undefined;
  });
}

/** Undefined where there is no such consumer. */
async function statusOf(context: Context, ConsumerARN: string): Promise<string | undefined> {
  try {
    const { ConsumerDescription } = await context.kinesis.describeStreamConsumer({ ConsumerARN });
    return ConsumerDescription?.ConsumerStatus;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
