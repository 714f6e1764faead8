import type { StartingPosition, SubscribeToShardEvent } from '@aws-sdk/client-kinesis';
import { describe, expect, test } from 'vitest';
import type { Subscription } from '../../../../src/local-stream/core/local-kinesis.ts';
import {
  LocalCore,
  type LocalCoreOptions,
  refusalOf,
  secondMs,
  shardId,
  streamArn,
  streamName,
  textsOf,
} from '../../../fakes/local-core.ts';

const named = { StreamName: streamName };
const mebibyte = 1_048_576;

/** A stream with one consumer that is ACTIVE. */
function withConsumer(options: LocalCoreOptions = {}) {
  const core = LocalCore.withStream(1, options);
  const { Consumer } = core.call('RegisterStreamConsumer', { StreamARN: streamArn, ConsumerName: 'reader' });
  core.nowMs += (options.changeMs ?? 0) + secondMs;
  const ConsumerARN = Consumer?.ConsumerARN;
  const subscribe = (StartingPosition: StartingPosition = { Type: 'TRIM_HORIZON' }, shard = 0) =>
    core.subscribe({ ConsumerARN, ShardId: shardId(shard), StartingPosition });
  return { core, subscribe, ConsumerARN };
}

/** All that is pushed within a time, asked for every 25 ms; with the time of each event. */
function pushed(core: LocalCore, subscription: Subscription, ms: number) {
  const events: { atMs: number; event: SubscribeToShardEvent }[] = [];
  const endMs = core.nowMs + ms;
  for (; core.nowMs < endMs && !subscription.isOver; core.nowMs += 25) {
    const event = subscription.next(core.nowMs);
    if (event !== undefined) events.push({ atMs: core.nowMs, event });
  }
  return events;
}

describe('where it begins', () => {
  test.each<
    [what: string, position: (numbers: readonly string[]) => StartingPosition, texts: readonly string[]]
  >([
    ['TRIM_HORIZON', () => ({ Type: 'TRIM_HORIZON' }), ['a', 'b', 'c']],
    ['LATEST', () => ({ Type: 'LATEST' }), ['c']],
    ['AT_SEQUENCE_NUMBER', ([, b]) => ({ Type: 'AT_SEQUENCE_NUMBER', SequenceNumber: b }), ['b', 'c']],
    ['AFTER_SEQUENCE_NUMBER', ([a]) => ({ Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: a }), ['b', 'c']],
    ['AT_TIMESTAMP', () => ({ Type: 'AT_TIMESTAMP', Timestamp: new Date(0) }), ['a', 'b', 'c']],
  ])('%s', (_what, position, texts) => {
    const { core, subscribe } = withConsumer();
    const numbers = core.put(['a', 'b']);
    const subscription = subscribe(position(numbers));
    core.put(['c']);
    expect(pushed(core, subscription, 100).flatMap(({ event }) => textsOf(event))).toEqual(texts);
  });
});

test('records are pushed when they come; an event without any every five seconds says that it lives', () => {
  const { core, subscribe } = withConsumer();
  const startMs = core.nowMs;
  const subscription = subscribe({ Type: 'LATEST' });
  const quiet = pushed(core, subscription, 11_000);
  expect(quiet.map(({ atMs }) => atMs - startMs)).toEqual([0, 5_000, 10_000]);
  for (const { event } of quiet) expect(event).toMatchObject({ Records: [], MillisBehindLatest: 0 });
  core.put(['text']);
  const [first] = pushed(core, subscription, 25);
  expect(first?.event.Records).toHaveLength(1);
});

test.each(['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'] as const)(
  'the next one goes on %s the continuation number, whether there were records or not',
  (Type) => {
    const { core, subscribe } = withConsumer();
    const continuation = () => {
      core.nowMs += 5 * secondMs;
      return subscribe({ Type, SequenceNumber: number }).next(core.nowMs);
    };
    let number = subscribe({ Type: 'LATEST' }).next(core.nowMs)?.ContinuationSequenceNumber;
    core.put(['a']);
    const first = continuation();
    expect(textsOf(first ?? {})).toEqual(['a']);
    number = first?.ContinuationSequenceNumber;
    core.put(['b']);
    expect(textsOf(continuation() ?? {})).toEqual(Type === 'AT_SEQUENCE_NUMBER' ? ['a', 'b'] : ['b']);
  },
);

test('it ends after five minutes', () => {
  const { core, subscribe } = withConsumer();
  const subscription = subscribe();
  core.nowMs += 299_999;
  expect(subscription.next(core.nowMs)).toBeDefined();
  core.put(['text']);
  core.nowMs += 1;
  expect([subscription.next(core.nowMs), subscription.isOver]).toEqual([undefined, true]);
});

test('it ends with a closed shard, and the last event names the children', () => {
  const { core, subscribe } = withConsumer();
  core.put(['last']);
  const subscription = subscribe();
  core.call('SplitShard', { ...named, ShardToSplit: shardId(0), NewStartingHashKey: '500' });
  const events = pushed(core, subscription, 1_000).map(({ event }) => event);
  expect(events.flatMap(textsOf)).toEqual(['last']);
  const end = events.at(-1);
  expect(end?.ChildShards?.map(({ ShardId }) => ShardId)).toEqual([shardId(1), shardId(2)]);
  expect([end?.ContinuationSequenceNumber, end?.MillisBehindLatest, subscription.isOver]).toEqual([
    undefined,
    0,
    true,
  ]);
});

describe('one for each consumer and shard', () => {
  test.each<[what: string, afterMs: number, refusal: string]>([
    ['at once', 0, 'ResourceInUseException'],
    ['within five seconds', 4_999, 'ResourceInUseException'],
    ['after five seconds', 5_000, 'none'],
  ])('%s a second is: %s', (_what, afterMs, refusal) => {
    const { core, subscribe } = withConsumer();
    const first = subscribe();
    core.nowMs += afterMs;
    expect(refusalOf(() => subscribe())).toBe(refusal);
    first.next(core.nowMs);
    expect(first.isOver).toBe(refusal === 'none');
  });

  test('one that was closed makes room, for one call a second', () => {
    const { core, subscribe } = withConsumer();
    subscribe().close();
    expect(refusalOf(() => subscribe())).toBe('LimitExceededException');
    core.nowMs += secondMs;
    expect(refusalOf(() => subscribe())).toBe('none');
  });

  test('other consumers and shards are not in its way', () => {
    const { core, subscribe } = withConsumer();
    core.call('SplitShard', { ...named, ShardToSplit: shardId(0), NewStartingHashKey: '500' });
    const other = core.call('RegisterStreamConsumer', { StreamARN: streamArn, ConsumerName: 'other' });
    const ConsumerARN = other.Consumer?.ConsumerARN;
    subscribe();
    expect(refusalOf(() => subscribe({ Type: 'LATEST' }, 1))).toBe('none');
    const input = { ConsumerARN, ShardId: shardId(0), StartingPosition: { Type: 'LATEST' } } as const;
    expect(refusalOf(() => core.subscribe(input))).toBe('none');
  });
});

describe('the consumer has to be ACTIVE', () => {
  test('while it is CREATING: ResourceInUseException', () => {
    const core = LocalCore.withStream(1, { changeMs: secondMs });
    const { Consumer } = core.call('RegisterStreamConsumer', {
      StreamARN: streamArn,
      ConsumerName: 'reader',
    });
    const input = { ConsumerARN: Consumer?.ConsumerARN, ShardId: shardId(0) };
    const refusal = () => refusalOf(() => core.subscribe({ ...input, StartingPosition: { Type: 'LATEST' } }));
    expect(refusal()).toBe('ResourceInUseException');
    core.nowMs += secondMs;
    expect(refusal()).toBe('none');
  });

  test.each<[what: string, end: (core: LocalCore, ConsumerARN: string | undefined) => unknown]>([
    ['deregistered', (core, ConsumerARN) => core.call('DeregisterStreamConsumer', { ConsumerARN })],
    [
      'gone with its stream',
      (core) => core.call('DeleteStream', { ...named, EnforceConsumerDeletion: true }),
    ],
  ])('a subscription ends when it is %s', (_what, end) => {
    const { core, subscribe, ConsumerARN } = withConsumer({ changeMs: secondMs });
    const subscription = subscribe();
    subscription.next(core.nowMs);
    end(core, ConsumerARN);
    expect([subscription.next(core.nowMs), subscription.isOver]).toEqual([undefined, true]);
  });
});

test.each<[what: string, input: object, refusal: string]>([
  ['an unknown consumer', { ConsumerARN: `${streamArn}/consumer/nobody:1` }, 'ResourceNotFoundException'],
  ['an unknown shard', { ShardId: shardId(9) }, 'ResourceNotFoundException'],
  [
    'a number of no record',
    { StartingPosition: { Type: 'AT_SEQUENCE_NUMBER', SequenceNumber: '1' } },
    'InvalidArgumentException',
  ],
])('%s is refused', (_what, input, refusal) => {
  const { core, ConsumerARN } = withConsumer();
  const whole = { ConsumerARN, ShardId: shardId(0), StartingPosition: { Type: 'LATEST' }, ...input } as const;
  expect(refusalOf(() => core.subscribe(whole))).toBe(refusal);
});

describe('of a shard with much in it', () => {
  /** 40 MiB, written as fast as may be. */
  function full(limits: 'enforced' | 'off') {
    const { core, subscribe } = withConsumer({ limits });
    for (let record = 0; record < 80; record += 1) {
      core.nowMs += secondMs;
      core.put(['x'.repeat(mebibyte / 2 - 3)]);
    }
    return { core, subscription: subscribe() };
  }

  test('2 MiB a second are pushed, a MiB an event', () => {
    const { core, subscription } = full('enforced');
    const startMs = core.nowMs;
    const events = pushed(core, subscription, 30_000);
    expect(events.flatMap(({ event }) => event.Records)).toHaveLength(80);
    for (const { event } of events) expect(event.Records?.length).toBeLessThanOrEqual(2);
    const last = events.findLast(({ event }) => event.Records?.length !== 0);
    const seconds = ((last?.atMs ?? 0) - startMs) / secondMs;
    expect(seconds).toBeGreaterThan(18);
    expect(seconds).toBeLessThan(20);
  });

  test('without limits all of it, as it is asked for', () => {
    const { core, subscription } = full('off');
    expect(pushed(core, subscription, 1_000).flatMap(({ event }) => event.Records)).toHaveLength(80);
  });

  test('it tells how far behind the reader is', () => {
    const { core, subscription } = full('enforced');
    expect(pushed(core, subscription, 25)[0]?.event.MillisBehindLatest).toBe(78_000);
  });
});
