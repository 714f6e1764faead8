import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from './behaviour.ts';
import { registerConsumer } from './consumers.ts';
import type { Context } from './context.ts';
import { splitInTwo } from './family.ts';
import { putText, putTexts, texts } from './records.ts';
import { refused } from './refusal.ts';
import { type Subscription, subscribe, subscribeInVain } from './subscription.ts';

/** From when on one subscription replaces another; a little more, because clocks differ. */
const takeOverMs = 5_500;
const trimHorizon = { Type: 'TRIM_HORIZON' } as const;
const latest = { Type: 'LATEST' } as const;

export const fanOutBehaviours: readonly Behaviour[] = [
  {
    name: 'a subscription from LATEST gives what is put afterwards, and nothing from before',
    source: 'StartingPosition: Type',
    async run(context) {
      const shard = await shardWithConsumer(context);
      await putText(context, shard.name, 'before');
      const subscription = await subscribe(context, { ...shard, from: latest });
      await putText(context, shard.name, 'after');
      assert.deepEqual(texts(await pushed(context, subscription, 1)), ['after']);
    },
  },
  {
    name: 'a subscription from TRIM_HORIZON gives what is there, and then what comes',
    source: 'StartingPosition: Type',
    async run(context) {
      const shard = await shardWithConsumer(context);
      await putTexts(context, shard.name, ['one', 'two']);
      const subscription = await subscribe(context, { ...shard, from: trimHorizon });
      await pushed(context, subscription, 2);
      await putText(context, shard.name, 'three');
      assert.deepEqual(texts(await pushed(context, subscription, 3)), ['one', 'two', 'three']);
    },
  },
  {
    name: 'a subscription begins at a sequence number, behind one, or at a time',
    source: 'StartingPosition: Type',
    async run(context) {
      const shard = await shardWithConsumer(context);
      const [, second = assert.fail()] = await putTexts(context, shard.name, ['one', 'two']);
      await sleep(1_100);
      const third = await putText(context, shard.name, 'three');
      const records = await context.read(shard.name, third.shardId, 3);
      const Timestamp = records[2]?.ApproximateArrivalTimestamp;
      const positions = [
        {
          from: { Type: 'AT_SEQUENCE_NUMBER', SequenceNumber: second.sequenceNumber },
          wanted: ['two', 'three'],
        },
        { from: { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: second.sequenceNumber }, wanted: ['three'] },
        { from: { Type: 'AT_TIMESTAMP', Timestamp }, wanted: ['three'] },
      ] as const;
      for (const { from, wanted } of positions) {
        const consumerArn = await registerConsumer(context, shard, `at-${from.Type.toLowerCase()}`);
        const subscription = await subscribe(context, { ...shard, consumerArn, from });
        assert.deepEqual(texts(await pushed(context, subscription, wanted.length)), wanted);
      }
    },
  },
  {
    name: 'behind a ContinuationSequenceNumber comes the next record, none twice and none left out',
    source: 'SubscribeToShardEvent: ContinuationSequenceNumber',
    async run(context) {
      const shard = await shardWithConsumer(context);
      await putTexts(context, shard.name, ['one', 'two']);
      const first = await subscribe(context, { ...shard, from: trimHorizon });
      await pushed(context, first, 2);
      const SequenceNumber = first.events.at(-1)?.ContinuationSequenceNumber;
      assert.ok(SequenceNumber !== undefined, 'an event without ContinuationSequenceNumber');
      await putTexts(context, shard.name, ['three', 'four']);
      const consumerArn = await registerConsumer(context, shard, 'second');
      const from = { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber } as const;
      const second = await subscribe(context, { ...shard, consumerArn, from });
      assert.deepEqual(texts(await pushed(context, second, 2)), ['three', 'four']);
    },
  },
  {
    name: 'a subscription without records gives a ContinuationSequenceNumber from time to time',
    source: 'SubscribeToShardEvent: ContinuationSequenceNumber',
    async run(context) {
      const shard = await shardWithConsumer(context);
      const subscription = await subscribe(context, { ...shard, from: latest });
      const event = await context.eventually('an event without records', async () => subscription.events[0]);
      assert.ok(event.ContinuationSequenceNumber, 'no ContinuationSequenceNumber');
      assert.equal(event.MillisBehindLatest, 0);
      assert.deepEqual(event.Records, []);
    },
  },
  {
    name: 'the same consumer and shard within five seconds is refused with ResourceInUseException',
    source: 'SubscribeToShard: Description',
    async run(context) {
      const shard = await shardWithConsumer(context);
      await subscribe(context, { ...shard, from: latest });
      await sleep(1_100); // One call a second is another limit.
      await refused(subscribeInVain(context, { ...shard, from: latest }), ['ResourceInUseException']);
    },
  },
  {
    name: 'the same consumer and shard after five seconds takes over, and the first subscription ends',
    source: 'SubscribeToShard: Description',
    async run(context) {
      const shard = await shardWithConsumer(context);
      const first = await subscribe(context, { ...shard, from: latest });
      await sleep(takeOverMs);
      const second = await subscribe(context, { ...shard, from: latest });
      await context.eventually('the first ends', async () =>
        first.end === 'not yet' ? undefined : first.end,
      );
      if (first.end instanceof Error) assert.equal(first.end.name, 'ResourceInUseException');
      await putText(context, shard.name, 'text');
      assert.deepEqual(texts(await pushed(context, second, 1)), ['text']);
      assert.deepEqual(first.records, []);
    },
  },
  {
    name: 'at the end of a closed shard a subscription names the children, and ends',
    source: 'SubscribeToShardEvent: ChildShards',
    async run(context) {
      const shard = await shardWithConsumer(context);
      await putTexts(context, shard.name, ['one', 'two']);
      const { parent, lower, upper } = await splitInTwo(context, shard);
      const subscription = await subscribe(context, { ...shard, from: trimHorizon });
      const children = await context.eventually(
        'the children',
        async () => subscription.events.at(-1)?.ChildShards,
      );
      assert.deepEqual(texts(subscription.records), ['one', 'two']);
      const wanted = [lower, upper].map(({ ShardId }) => ({ ShardId, ParentShards: [parent.ShardId] }));
      const named = children.map(({ ShardId, ParentShards }) => ({ ShardId, ParentShards }));
      const byId = (left: { ShardId: string | undefined }, right: { ShardId: string | undefined }) =>
        String(left.ShardId).localeCompare(String(right.ShardId));
      assert.deepEqual(named.toSorted(byId), wanted.toSorted(byId));
      await context.eventually('its end', async () => (subscription.end === 'not yet' ? undefined : true));
      assert.equal(subscription.end, 'in order');
    },
  },
  {
    name: 'a subscription of a consumer or to a shard that is not there is ResourceNotFoundException',
    source: 'SubscribeToShard: Errors',
    async run(context) {
      const shard = { ...(await shardWithConsumer(context)), from: latest };
      const nobody = { ...shard, consumerArn: `${shard.arn}/consumer/nobody:1700000000` };
      await refused(subscribeInVain(context, nobody), ['ResourceNotFoundException']);
      const nowhere = { ...shard, shardId: 'shardId-000000000099' };
      await refused(subscribeInVain(context, nowhere), ['ResourceNotFoundException']);
    },
  },
];

/** A stream of one shard, and a consumer of it that is ACTIVE. */
async function shardWithConsumer(context: Context) {
  const stream = await context.stream();
  const consumerArn = await registerConsumer(context, stream, 'reader');
  return { ...stream, consumerArn, shardId: await context.shardId(stream.name) };
}

/** The records of a subscription, once there are so many. */
function pushed(context: Context, subscription: Subscription, count: number) {
  return context.eventually(`${count} records are pushed (${subscription.end})`, async () => {
    return subscription.records.length >= count ? subscription.records : undefined;
  });
}
