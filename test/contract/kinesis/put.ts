import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Behaviour } from './behaviour.ts';
import type { Context } from './context.ts';
import { hashKeyMax, rangeOf } from './hash-ranges.ts';
import { assertGrowing, putText, putTexts, texts } from './records.ts';
import { invalidInput, refused } from './refusal.ts';

/** Clocks differ. */
const clockToleranceMs = 60_000;

export const putBehaviours: readonly Behaviour[] = [
  {
    name: 'PutRecord answers with shard and sequence number, under which the record is read',
    source: 'PutRecord: Response Elements',
    async run(context) {
      const { name } = await context.stream();
      const { shardId, sequenceNumber } = await putText(context, name, 'text');
      const [record] = await context.read(name, shardId, 1);
      assert.equal(record?.SequenceNumber, sequenceNumber);
      assert.equal(record.PartitionKey, 'key');
      assert.deepEqual(texts([record]), ['text']);
    },
  },
  {
    name: 'a record has the time at which it arrived, to the millisecond',
    source: 'GetRecords: Description',
    async run(context) {
      const { name } = await context.stream();
      const records = Array.from({ length: 8 }, (_, index) => `text ${index}`);
      const [{ shardId } = assert.fail()] = await putTexts(context, name, records);
      const read = await context.read(name, shardId, records.length);
      const times = read.map(
        ({ ApproximateArrivalTimestamp }) => ApproximateArrivalTimestamp?.getTime() ?? 0,
      );
      for (const time of times)
        assert.ok(Math.abs(time - Date.now()) < clockToleranceMs, `arrived at ${time}`);
      assert.ok(
        times.some((time) => time % 1000 !== 0),
        `whole seconds only: ${times}`,
      );
    },
  },
  {
    name: 'data comes back byte for byte, whatever it is, and may be empty',
    source: 'PutRecord: Data',
    async run(context) {
      const { name } = await context.stream();
      const data = [
        Uint8Array.from({ length: 256 }, (_, byte) => byte),
        new Uint8Array(),
        Buffer.from('{"ä":"\0"}'),
      ];
      for (const Data of data)
        await context.kinesis.putRecord({ StreamName: name, PartitionKey: 'key', Data });
      const read = await context.read(name, await context.shardId(name), data.length);
      assert.deepEqual(
        read.map(({ Data }) => Buffer.from(Data ?? [])),
        data.map((bytes) => Buffer.from(bytes)),
      );
    },
  },
  {
    name: 'a record goes to the shard whose range has the MD5 of its partition key',
    source: 'PutRecord: PartitionKey',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 3 });
      const keys = ['a', 'user-1', 'ß', '日本語', '𝄞', ' ', '0'.repeat(256)];
      const Records = keys.map((PartitionKey) => ({ PartitionKey, Data: Buffer.from('text') }));
      const answer = await context.kinesis.putRecords({ StreamName: name, Records });
      const hashes = keys.map((key) => BigInt(`0x${createHash('md5').update(key).digest('hex')}`));
      const wanted = await Promise.all(hashes.map((hash) => shardOf(context, name, hash)));
      assert.deepEqual(
        answer.Records?.map(({ ShardId }) => ShardId),
        wanted,
      );
    },
  },
  {
    name: 'an explicit hash key overrides the partition key, from the first key of a range to its last',
    source: 'PutRecord: ExplicitHashKey',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 3 });
      for (const shard of await context.shards(name)) {
        const { start, end } = rangeOf(shard);
        for (const hashKey of [start, end]) {
          assert.equal((await putText(context, name, 'text', hashKey)).shardId, shard.ShardId);
        }
      }
    },
  },
  {
    name: 'an explicit hash key of 2^128 or more, or that is no number, is refused',
    source: 'PutRecord: ExplicitHashKey',
    async run(context) {
      const { name } = await context.stream();
      const record = { StreamName: name, PartitionKey: 'key', Data: Buffer.from('text') };
      for (const ExplicitHashKey of [String(hashKeyMax + 1n), '-1', 'key']) {
        await refused(context.kinesis.putRecord({ ...record, ExplicitHashKey }), invalidInput);
      }
    },
  },
  {
    name: 'PutRecords answers for each record in the order of the request',
    source: 'PutRecords: Description',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 2 });
      const shards = await context.shards(name);
      const wanted = Array.from({ length: 20 }, (_, index) => shards[(index * 7) % 3 === 0 ? 0 : 1]);
      const Records = wanted.map((shard = assert.fail(), index) => ({
        PartitionKey: 'key',
        ExplicitHashKey: String(rangeOf(shard).start),
        Data: Buffer.from(`text ${index}`),
      }));
      const answer = await context.kinesis.putRecords({ StreamName: name, Records });
      assert.equal(answer.FailedRecordCount ?? 0, 0);
      assert.deepEqual(
        answer.Records?.map(({ ShardId }) => ShardId),
        wanted.map((shard) => shard?.ShardId),
      );
      const read = await context.read(name, shards[0]?.ShardId ?? '', 7);
      const bySequenceNumber = new Map(read.map((record) => [record.SequenceNumber, texts([record])[0]]));
      for (const [index, { SequenceNumber, ShardId }] of answer.Records.entries()) {
        if (ShardId === shards[0]?.ShardId)
          assert.equal(bySequenceNumber.get(SequenceNumber), `text ${index}`);
      }
    },
  },
  {
    name: 'sequence numbers grow within a shard, from one PutRecord to the next',
    source: 'PutRecord: Description',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 2 });
      for (const shard of await context.shards(name)) {
        const records = Array.from({ length: 10 }, (_, index) => `text ${index}`);
        const placed = await putTexts(context, name, records, rangeOf(shard).start);
        assertGrowing(placed.map(({ sequenceNumber }) => sequenceNumber));
      }
    },
  },
  {
    name: 'no two records of a stream have the same sequence number, whatever their shards',
    source: 'PutRecords: Description',
    async run(context) {
      const { name } = await context.stream({ ShardCount: 3 });
      const Records = Array.from({ length: 100 }, (_, index) => ({
        ...{ PartitionKey: `key-${index}`, Data: Buffer.from('text') },
      }));
      const answers = await Promise.all([
        context.kinesis.putRecords({ StreamName: name, Records }),
        context.kinesis.putRecords({ StreamName: name, Records }),
      ]);
      const numbers = answers
        .flatMap((answer) => answer.Records ?? [])
        .map((record) => record.SequenceNumber);
      assert.equal(new Set(numbers).size, 200);
    },
  },
  {
    name: 'a record that names the one before it in SequenceNumberForOrdering gets a greater number',
    source: 'PutRecord: SequenceNumberForOrdering',
    async run(context) {
      const { name } = await context.stream();
      const record = { StreamName: name, PartitionKey: 'key', Data: Buffer.from('text') };
      const numbers: (string | undefined)[] = [];
      for (let count = 0; count < 5; count += 1) {
        const before = numbers.at(-1);
        const order = before === undefined ? {} : { SequenceNumberForOrdering: before };
        numbers.push((await context.kinesis.putRecord({ ...record, ...order })).SequenceNumber);
      }
      assertGrowing(numbers);
      const lost = { ...record, SequenceNumberForOrdering: 'no number' };
      await refused(context.kinesis.putRecord(lost), invalidInput);
    },
  },
];

async function shardOf(context: Context, name: string, hash: bigint): Promise<string | undefined> {
  const shards = await context.shards(name);
  return shards.find((shard) => rangeOf(shard).start <= hash && hash <= rangeOf(shard).end)?.ShardId;
}
