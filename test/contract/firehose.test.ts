import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firehoseClient } from '../../src/aws/firehose-client.ts';
import type { OutgoingRecord } from '../../src/record/outgoing.ts';
import { recordBytesMax } from '../../src/sinks/firehose/limits.ts';
import { FirehoseSink } from '../../src/sinks/firehose/sink.ts';
import { FirehoseServer } from '../fakes/firehose-server.ts';
import { sinkContract } from './sink.ts';

const name = 'logs';
const server = new FirehoseServer(name);
const never = new AbortController().signal;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
let endpoint: string;
let sink: FirehoseSink;
let minted = 0;

const sinkAt = (url: string, deliveryStream = name) =>
  new FirehoseSink(
    { deliveryStream, region: 'us-east-1', endpoint: url, credentials },
    () => {},
    firehoseClient,
  );
const record = (data?: Uint8Array): OutgoingRecord => {
  minted += 1;
  const bytes = data ?? Buffer.from(`record ${minted}`);
  return { data: bytes, partitionKey: '', shardId: name, events: 1, positions: [] };
};
const textOf = ({ data }: Pick<OutgoingRecord, 'data'>) => Buffer.from(data).toString();

beforeAll(async () => {
  endpoint = await server.listen();
  sink = sinkAt(endpoint);
});
afterAll(async () => {
  await sink.close();
  server.close();
});

describe('Firehose', () => {
  sinkContract<OutgoingRecord>(() => ({
    sink,
    mintItem: () => record(),
    stored: async () => server.stored.map(String),
    identify: textOf,
    copiesOfRepeat: 2,
    poison: () => record(new Uint8Array(recordBytesMax + 1)),
    unreachable: () => sinkAt('http://127.0.0.1:9'),
  }));

  it('has only those entries repeated that failed', async () => {
    server.failures.push(2);
    const batch = [record(), record(), record()];
    const outcome = await sink.write(batch, never);
    expect(outcome.stored).toEqual([2]);
    const again = { code: 'ServiceUnavailableException', reason: 'slow down' };
    expect(outcome.retry).toEqual([
      { index: 0, ...again },
      { index: 1, ...again },
    ]);
  });

  it('takes a record of the largest size', async () => {
    const largest = record(Buffer.alloc(recordBytesMax, 'x'));
    expect((await sink.write([largest], never)).stored).toEqual([0]);
  });

  it('says that a delivery stream is missing, and that waiting does not mend it', async () => {
    const lost = sinkAt(endpoint, 'nope');
    await expect(lost.check(never)).rejects.toMatchObject({ code: 'missing', transient: false });
    await lost.close();
  });

  it('needs no right but to write', async () => {
    server.mayDescribe = false;
    await sink.check(never);
    server.mayDescribe = true;
  });
});
