import { randomBytes } from 'node:crypto';
import { Client } from '@opensearch-project/opensearch';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { kinesisClient } from '../../src/aws/kinesis-client.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { ensureStream } from '../../src/demo/demo-stream.ts';
import { type Document, toDocument } from '../../src/document/document.ts';
import type { OutgoingRecord } from '../../src/record/outgoing.ts';
import { explicitHashKey } from '../../src/shard/shard-map.ts';
import { recordBytesMax } from '../../src/sinks/kinesis/limits.ts';
import { KinesisSink } from '../../src/sinks/kinesis/sink.ts';
import { openSearchOutputOptions } from '../../src/sinks/opensearch/options.ts';
import { OpenSearchSink } from '../../src/sinks/opensearch/sink.ts';
import { sinkContract } from '../contract/sink.ts';
import { readStream } from './read-stream.ts';

const engines = describe.skipIf(process.env['ENGINES'] === 'none');
/** Nobody listens on the discard port. */
const nobody = 'http://127.0.0.1:9';

engines('OpenSearch', () => {
  const prefix = `contract-${randomBytes(4).toString('hex')}`;
  const silent = { documentsStored: () => {}, templateInstalled: () => {} };
  const sinkAt = (nodes: string) =>
    new OpenSearchSink(
      openSearchOutputOptions.parse({ type: 'opensearch', nodes, indexPrefix: prefix }),
      silent,
    );
  let sink: OpenSearchSink;
  let client: Client;
  let minted = 0;

  beforeAll(async () => {
    expect(inject('enginesFailure')).toBe('');
    sink = sinkAt(inject('openSearchUrl'));
    client = new Client({ node: inject('openSearchUrl') });
    await sink.prepare(AbortSignal.timeout(60_000));
  });
  afterAll(async () => {
    await sink.close();
    await client.close();
  });

  const document = (fields: object): Document => {
    minted += 1;
    const source = JSON.stringify({ '@timestamp': '2026-01-01T00:00:00.000Z', ...fields });
    return { index: `${prefix}-2026.01.01`, id: `id-${minted}`, source };
  };

  sinkContract<Document>(() => ({
    sink,
    mintItem: () => document({ message: 'a line' }),
    stored: async () => {
      await client.indices.refresh({ index: `${prefix}-*` });
      const { body } = await client.search({ index: `${prefix}-*`, body: { size: 1_000 } });
      return body.hits.hits.map(({ _id }) => String(_id));
    },
    identify: ({ id }) => id,
    copiesOfRepeat: 1,
    poison: () => document({ '@timestamp': 'no time at all' }),
    unreachable: () => sinkAt(nobody),
  }));

  it('takes a foreign text of any length', async () => {
    const record = {
      stream: 's',
      shardId: 'x',
      sequenceNumber: '1',
      partitionKey: 'k',
      arrivalMs: 1_767_225_600_000,
    };
    const event = { stack: { trace: 'ü'.repeat(100_000) }, short: 'ü'.repeat(9_999) };
    const outcome = await sink.write(
      [toDocument(event, { record, subSequenceNumber: 0 }, prefix)],
      AbortSignal.timeout(60_000),
    );
    expect(outcome.refused).toEqual([]);
    expect(outcome.stored).toEqual([0]);
  });

  it('keeps what foreign lines bring under `fields`, whatever its shape', async () => {
    const shapes = [
      { a: 1 },
      { a: 'text' },
      { a: { b: [1, 'two', null, true] } },
      { a: null },
      { 'dotted.name': 0.5 },
    ];
    const batch = shapes.map((fields) => document({ fields }));
    const outcome = await sink.write(batch, AbortSignal.timeout(60_000));
    expect(outcome.refused).toEqual([]);
    expect(outcome.stored).toHaveLength(shapes.length);
  });
});

engines('Kinesis', () => {
  const stream = `contract-${randomBytes(4).toString('hex')}`;
  const silent = { recordStored: () => {}, shardThrottled: () => {}, shardMoved: () => {} };
  let sink: KinesisSink;
  let hashKey: string;
  let shardId: string;
  let minted = 0;

  beforeAll(async () => {
    expect(inject('enginesFailure')).toBe('');
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
    const endpoint = inject('kinesisUrl');
    const signal = AbortSignal.timeout(60_000);
    await ensureStream({ region: 'us-east-1', endpoint }, stream, 2, systemClock, signal);
    sink = new KinesisSink({ stream, region: 'us-east-1', endpoint }, silent, kinesisClient);
    const [shard] = (await sink.shardMap(signal)).shards;
    if (shard === undefined) throw new Error('the stream has no shard');
    hashKey = explicitHashKey(shard);
    shardId = shard.shardId;
  });
  afterAll(() => sink.close());

  const record = (data: Uint8Array): OutgoingRecord => {
    minted += 1;
    return {
      data,
      partitionKey: `key-${minted}`,
      explicitHashKey: hashKey,
      shardId,
      events: 1,
      positions: [],
    };
  };

  sinkContract<OutgoingRecord>(() => ({
    sink,
    mintItem: () => record(Buffer.from('{}')),
    stored: async () => {
      const client = kinesisClient({ region: 'us-east-1', endpoint: inject('kinesisUrl') });
      const shards = await readStream(client, stream);
      client.destroy();
      return [...shards.values()].flat().map(({ partitionKey }) => partitionKey);
    },
    identify: ({ partitionKey }) => partitionKey,
    copiesOfRepeat: 2,
    poison: () => record(new Uint8Array(recordBytesMax + 1)),
    unreachable: () =>
      new KinesisSink({ stream, region: 'us-east-1', endpoint: nobody }, silent, kinesisClient),
  }));

  it('says that a stream is missing, and that waiting does not mend it', async () => {
    const endpoint = inject('kinesisUrl');
    const lost = new KinesisSink(
      { stream: 'no-such-stream', region: 'us-east-1', endpoint },
      silent,
      kinesisClient,
    );
    const error: unknown = await lost.check(new AbortController().signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'missing', transient: false });
    await lost.close();
  });

  it('puts each record on the shard its explicit hash key names', async () => {
    const map = await sink.shardMap(new AbortController().signal);
    const moved: string[] = [];
    const told = { ...silent, shardMoved: (_predicted: string, actual: string) => moved.push(actual) };
    const endpoint = inject('kinesisUrl');
    const telling = new KinesisSink({ stream, region: 'us-east-1', endpoint }, told, kinesisClient);
    const batch = map.shards.map((shard) => ({
      ...record(Buffer.from('{}')),
      explicitHashKey: explicitHashKey(shard),
      shardId: shard.shardId,
    }));
    const outcome = await telling.write(batch, new AbortController().signal);
    expect(outcome.stored).toHaveLength(map.shards.length);
    expect(moved).toEqual([]);
    await telling.close();
  });
});
