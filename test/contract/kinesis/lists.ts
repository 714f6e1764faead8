import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour.ts';
import type { Context } from './context.ts';
import { refused } from './refusal.ts';

export const listBehaviours: readonly Behaviour[] = [
  {
    name: 'ListStreams gives Limit names in their order, from behind ExclusiveStartStreamName on',
    source: 'ListStreams: Request Parameters',
    async run(context) {
      const { kinesis } = context;
      const [first, second, third] = await neighbours(context);
      const page = await kinesis.listStreams({ ExclusiveStartStreamName: first, Limit: 1 });
      assert.deepEqual(page.StreamNames, [second]);
      assert.equal(page.HasMoreStreams, true);
      const next = await kinesis.listStreams({ ExclusiveStartStreamName: second, Limit: 1 });
      assert.deepEqual(next.StreamNames, [third]);
    },
  },
  {
    name: 'ListStreams goes on by NextToken too',
    source: 'ListStreams: NextToken',
    async run(context) {
      const [first, second, third] = await neighbours(context);
      const page = await context.kinesis.listStreams({ ExclusiveStartStreamName: first, Limit: 1 });
      assert.deepEqual(page.StreamNames, [second]);
      assert.ok(page.NextToken !== undefined, 'there are more, and there is no NextToken');
      const next = await context.kinesis.listStreams({ NextToken: page.NextToken, Limit: 1 });
      assert.deepEqual(next.StreamNames, [third]);
    },
  },
  {
    name: 'ListStreams gives a summary of each stream beside the names',
    source: 'ListStreams: StreamSummaries',
    async run(context) {
      await context.stream();
      const { StreamNames, StreamSummaries } = await context.kinesis.listStreams({});
      assert.deepEqual(
        StreamSummaries?.map(({ StreamName }) => StreamName),
        StreamNames,
      );
      for (const { StreamARN, StreamName = '' } of StreamSummaries ?? [])
        assert.ok(StreamARN?.endsWith(StreamName));
    },
  },
  {
    name: 'DescribeStream gives pages of Limit shards, each going on behind ExclusiveStartShardId',
    source: 'DescribeStream: Request Parameters',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 3 });
      const first = await describe(context, name, { Limit: 2 });
      assert.equal(first.ids.length, 2);
      assert.equal(first.hasMore, true);
      const second = await describe(context, name, { Limit: 2, ExclusiveStartShardId: first.ids[1] });
      assert.equal(second.hasMore, false);
      const all = (await context.shards(name)).map(({ ShardId }) => ShardId);
      assert.deepEqual([...first.ids, ...second.ids], all);
    },
  },
  {
    name: 'ListShards gives pages of MaxResults shards, each with the NextToken of the next one',
    source: 'ListShards: NextToken',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 3 });
      const first = await context.kinesis.listShards({ StreamName: name, MaxResults: 2 });
      assert.equal(first.Shards?.length, 2);
      assert.ok(first.NextToken !== undefined, 'there are more, and there is no NextToken');
      const second = await context.kinesis.listShards({ NextToken: first.NextToken, MaxResults: 2 });
      assert.equal(second.NextToken ?? undefined, undefined);
      const paged = [...first.Shards, ...(second.Shards ?? [])].map(({ ShardId }) => ShardId);
      assert.deepEqual(
        paged,
        (await context.shards(name)).map(({ ShardId }) => ShardId),
      );
    },
  },
  {
    name: 'ListShards refuses a NextToken together with StreamName, and one that it never gave',
    source: 'ListShards: NextToken',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 2 });
      const { NextToken } = await context.kinesis.listShards({ StreamName: name, MaxResults: 1 });
      assert.ok(NextToken !== undefined, 'there are more, and there is no NextToken');
      const both = context.kinesis.listShards({ StreamName: name, NextToken });
      await refused(both, ['InvalidArgumentException']);
      await refused(context.kinesis.listShards({ NextToken: 'bm8gdG9rZW4=' }), [
        'InvalidArgumentException',
        'ExpiredNextTokenException',
      ]);
    },
  },
  {
    name: 'ListShards goes on behind ExclusiveStartShardId',
    source: 'ListShards: ExclusiveStartShardId',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 3 });
      const [first, ...rest] = (await context.shards(name)).map(({ ShardId }) => ShardId);
      const behind = await context.kinesis.listShards({ StreamName: name, ExclusiveStartShardId: first });
      assert.deepEqual(
        behind.Shards?.map(({ ShardId }) => ShardId),
        rest,
      );
    },
  },
];

/** Three streams that follow one another by name, whatever other streams come and go. */
async function neighbours(context: Context): Promise<[string, string, string]> {
  const base = context.newName();
  const make = async (suffix: string) => (await context.stream({ StreamName: `${base}-${suffix}` })).name;
  return Promise.all([make('1'), make('2'), make('3')]);
}

async function describe(
  context: Context,
  name: string,
  page: { readonly Limit: number; readonly ExclusiveStartShardId?: string | undefined },
) {
  const { StreamDescription } = await context.kinesis.describeStream({ StreamName: name, ...page });
  return {
    ids: (StreamDescription?.Shards ?? []).map(({ ShardId }) => ShardId),
    hasMore: StreamDescription?.HasMoreShards,
  };
}
