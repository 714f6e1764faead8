import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { PutRecordsCommand, type PutRecordsInput } from '@aws-sdk/client-kinesis';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kinesisClient } from '../../../src/aws/kinesis-client.ts';
import { giveBody, putRecordsBody } from '../../../src/aws/put-records-body.ts';

const entry = fc.record({
  Data: fc.uint8Array({ maxLength: 40 }),
  PartitionKey: fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }), fc.constant('"\\é\n')),
  ExplicitHashKey: fc.oneof(fc.constant(undefined), fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map(String)),
});
const stream = fc.constantFrom(
  { StreamName: 'a' },
  { StreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/a' },
);

test('says what the request says', () =>
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), stream, (Records, reference) => {
      const body = putRecordsBody({ ...reference, Records });
      const said = JSON.parse(body.toString('utf8'));
      expect(said).toEqual({
        ...reference,
        Records: Records.map(({ Data, PartitionKey, ExplicitHashKey }) => ({
          Data: Buffer.from(Data).toString('base64'),
          PartitionKey,
          ...(ExplicitHashKey !== undefined && { ExplicitHashKey }),
        })),
      });
    }),
  ));

test('is what the SDK sends, under its own headers', async () => {
  const input: PutRecordsInput = {
    StreamName: 's',
    Records: [
      { Data: Buffer.from([0, 255, 7]), PartitionKey: 'k' },
      { Data: Buffer.alloc(100_000, 3), PartitionKey: 'é' },
    ],
  };
  const bodies: { length: string | undefined; target: unknown; said: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const said = JSON.parse((await buffer(request)).toString('utf8'));
    bodies.push({
      length: request.headers['content-length'],
      target: request.headers['x-amz-target'],
      said,
    });
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end('{"FailedRecordCount":0,"Records":[]}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = kinesisClient({ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` });
  client.config.credentials = async () => credentials;
  try {
    await client.send(new PutRecordsCommand(input));
    const command = new PutRecordsCommand(input);
    giveBody(command, putRecordsBody(command.input));
    expect(await client.send(command)).toMatchObject({ FailedRecordCount: 0, Records: [] });
    const [theirs, ours] = bodies;
    expect(ours?.said).toEqual(theirs?.said);
    expect(ours?.target).toBe(theirs?.target);
    expect(command.input).toEqual(input);
  } finally {
    client.destroy();
    server.close();
  }
});
