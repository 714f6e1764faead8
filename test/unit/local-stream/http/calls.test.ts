import { once } from 'node:events';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freeRecords } from '../../../../src/local-stream/http/record-memory.ts';
import { callHeaders, callHttp2, openHttp2, type Served, type StorageKind, serve } from './served.ts';

const mebibyte = 1_048_576;
const shard = { StreamName: 'logs', ShardId: 'shardId-000000000000' };

describe.each<StorageKind>(['memory', 'disk'])('with its records in %s', (storageKind) => {
  let server: Served;
  let client: KinesisClient;
  beforeEach(async () => {
    server = await serve(undefined, storageKind);
    client = new KinesisClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      maxAttempts: 1,
    });
    await client.send(new CreateStreamCommand({ StreamName: 'logs', ShardCount: 1 }));
  });
  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  async function iterator(): Promise<string> {
    const place = await client.send(
      new GetShardIteratorCommand({ ...shard, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    return place.ShardIterator ?? '';
  }

  /** Ten records of 1 MiB less their keys: as much as one call may have, in and out. */
  function fullCall() {
    const Data = Buffer.alloc(mebibyte - 1, 'x');
    return { StreamName: 'logs', Records: Array.from({ length: 10 }, () => ({ Data, PartitionKey: 'k' })) };
  }

  describe('records', () => {
    test('come back as they went in', async () => {
      const records = ['', 'a', 'ключ "Data"', '\u0000\n😀'].map((word) => ({
        Data: Buffer.from(word),
        PartitionKey: `${word}k`,
      }));
      const put = await client.send(new PutRecordsCommand({ StreamName: 'logs', Records: records }));
      await client.send(
        new PutRecordCommand({ StreamName: 'logs', Data: Buffer.from('last'), PartitionKey: 'k' }),
      );
      const got = await client.send(new GetRecordsCommand({ ShardIterator: await iterator() }));
      expect(put.FailedRecordCount).toBe(0);
      const found = got.Records?.map(({ Data, PartitionKey }) => [
        Buffer.from(Data ?? []).toString(),
        PartitionKey,
      ]);
      expect(found).toEqual([
        ...records.map(({ Data, PartitionKey }) => [Data.toString(), PartitionKey]),
        ['last', 'k'],
      ]);
      expect(got.Records?.[0]?.ApproximateArrivalTimestamp?.getTime()).toBeCloseTo(Date.now(), -4);
    });

    test('of a full call go in and out, over both versions of HTTP', async () => {
      const call = fullCall();
      const put = await client.send(new PutRecordsCommand(call));
      expect(put.FailedRecordCount).toBe(0);
      const texts = call.Records.map(({ Data, PartitionKey }) => ({
        Data: Data.toString('base64'),
        PartitionKey,
      }));
      const { json } = await callHttp2(server.url, 'PutRecords', { ...call, Records: texts });
      expect(json.FailedRecordCount).toBe(0);
      const first = await client.send(new GetRecordsCommand({ ShardIterator: await iterator() }));
      expect(first.Records).toHaveLength(10);
      expect(first.Records?.every(({ Data }) => call.Records[0]?.Data.equals(Data ?? Buffer.alloc(0)))).toBe(
        true,
      );
      const second = await callHttp2(server.url, 'GetRecords', {
        ShardIterator: first.NextShardIterator ?? '',
      });
      expect(second.json.Records).toHaveLength(10);
      expect(second.json.Records[9].Data).toBe(texts[0]?.Data);
    });
  });

  describe('clients that leave', () => {
    test('in the middle of an answer give its room back', async () => {
      await client.send(new PutRecordsCommand(fullCall()));
      const place = await iterator();
      for (let round = 0; round < 8; round += 1) {
        const abort = new AbortController();
        const headers = { ...callHeaders, 'x-amz-target': 'Kinesis_20131202.GetRecords' };
        const body = JSON.stringify({ ShardIterator: place });
        const response = await fetch(server.url, { method: 'POST', body, headers, signal: abort.signal });
        expect(response.status).toBe(200);
        abort.abort();
        const { session, stream } = openHttp2(server.url, 'GetRecords', { ShardIterator: place });
        await once(stream, 'response');
        session.destroy();
      }
      const got = await client.send(new GetRecordsCommand({ ShardIterator: place }));
      expect(got.Records).toHaveLength(10);
    });

    test('in the middle of a body give its room back', async () => {
      for (let round = 0; round < 8; round += 1) {
        const { session, stream } = openHttp2(server.url, 'PutRecords', {});
        stream.destroy();
        session.destroy();
        const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{')) });
        const headers = { ...callHeaders, 'x-amz-target': 'Kinesis_20131202.PutRecords' };
        const signal = AbortSignal.timeout(20);
        const init = { method: 'POST', body, headers, signal, duplex: 'half' } as RequestInit;
        await expect(fetch(server.url, init)).rejects.toThrow();
      }
      expect((await client.send(new PutRecordsCommand(fullCall()))).FailedRecordCount).toBe(0);
    });
  });

  describe('what should not happen', () => {
    test('is answered as InternalFailure, and told', async () => {
      const failure = new Error('the disk is full');
      server.kinesis.call = () => {
        throw failure;
      };
      const put = client.send(
        new PutRecordCommand({ StreamName: 'logs', Data: Buffer.of(1), PartitionKey: 'k' }),
      );
      await expect(put).rejects.toMatchObject({
        name: 'InternalFailure',
        $metadata: { httpStatusCode: 500 },
      });
      expect(server.failures).toEqual([failure]);
    });
  });
});

test('memory of records that are done with is freed', () => {
  const block = Buffer.allocUnsafeSlow(10);
  freeRecords([{ Data: block.subarray(0, 5) }, { Data: block.subarray(5) }, {}]);
  expect(block.length).toBe(0);
});
