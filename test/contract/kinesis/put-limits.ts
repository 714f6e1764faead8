import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour.ts';
import type { Context, TestStream } from './context.ts';
import { entryOf, mebibyte } from './records.ts';
import { invalidInput, refused } from './refusal.ts';

export const putLimitBehaviours: readonly Behaviour[] = [
  {
    name: 'a record of 1 MiB with its partition key is taken, one byte more is refused',
    source: 'PutRecords: Description',
    async run(context) {
      const stream = await context.stream();
      await putOne(context, stream, entryOf(mebibyte));
      await refused(putOne(context, stream, entryOf(mebibyte + 1)), invalidInput);
    },
  },
  {
    name: 'a partition key counts by its bytes in UTF-8 towards the size of a record',
    source: 'PutRecords: Description',
    async run(context) {
      const stream = await context.stream();
      const PartitionKey = '€'.repeat(80); // 240 bytes
      await putOne(context, stream, { PartitionKey, Data: new Uint8Array(mebibyte - 240) });
      await refused(
        putOne(context, stream, { PartitionKey, Data: new Uint8Array(mebibyte - 239) }),
        invalidInput,
      );
    },
  },
  {
    name: 'PutRecords with one record that is too large is refused as a whole',
    source: 'PutRecords: Description',
    async run(context) {
      const stream = await context.stream();
      const Records = [entryOf(10), entryOf(mebibyte + 1), entryOf(10)];
      await refused(putMany(context, stream, Records), invalidInput);
      await context.read(stream.name, await context.shardId(stream.name), 0);
    },
  },
  {
    name: 'PutRecords takes 500 records, 501 are refused, and so are none',
    source: 'PutRecords: Records',
    async run(context) {
      const stream = await context.stream();
      const records = Array.from({ length: 501 }, () => entryOf(10));
      const { Records = [] } = await putMany(context, stream, records.slice(1));
      assert.equal(Records.length, 500);
      await refused(putMany(context, stream, records), invalidInput);
      await refused(putMany(context, stream, []), invalidInput);
    },
  },
  {
    name: 'PutRecords takes a request of 10 MiB, partition keys included; one byte more is refused',
    source: 'PutRecords: Description',
    async run(context) {
      const stream = await context.stream();
      const records = [...Array.from({ length: 10 }, () => entryOf(mebibyte - 1)), entryOf(11)];
      await refused(putMany(context, stream, records), invalidInput);
      const answer = await putMany(context, stream, [...records.slice(0, 10), entryOf(10)]);
      // Whether the shard has room for each of them is another matter.
      assert.equal(answer.Records?.length, 11);
    },
  },
  {
    name: 'a partition key of 256 characters is taken, 257 are refused, and so is an empty one',
    source: 'PutRecord: PartitionKey',
    async run(context) {
      const stream = await context.stream();
      const Data = Buffer.from('text');
      await putOne(context, stream, { PartitionKey: '€'.repeat(256), Data });
      await refused(putOne(context, stream, { PartitionKey: '€'.repeat(257), Data }), invalidInput);
      await refused(putOne(context, stream, { PartitionKey: '', Data }), invalidInput);
    },
  },
  {
    name: 'a record without partition key is refused, and so is one without data',
    source: 'PutRecord: Request Parameters',
    async run(context) {
      const { name } = await context.stream();
      // What the types forbid, a client in another language may send.
      const missing = { StreamName: name, PartitionKey: 'key', Data: undefined };
      await refused(context.kinesis.putRecord(missing), [...invalidInput, 'SerializationException']);
      const withoutKey = context.kinesis.putRecord({ StreamName: name, Data: Buffer.from('text') });
      await refused(withoutKey, [...invalidInput, 'SerializationException']);
    },
  },
];

type Entry = ReturnType<typeof entryOf>;

function putOne({ kinesis }: Context, { name }: TestStream, entry: Entry) {
  return kinesis.putRecord({ StreamName: name, ...entry });
}

function putMany({ kinesis }: Context, { name }: TestStream, Records: Entry[]) {
  return kinesis.putRecords({ StreamName: name, Records });
}
