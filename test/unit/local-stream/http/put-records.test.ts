import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findData } from '../../../../src/local-stream/http/data-spans.ts';
import { readPutRecords } from '../../../../src/local-stream/http/put-records.ts';
import { readInput } from '../../../../src/local-stream/http/read-input.ts';

const read = (body: Buffer) => readPutRecords(body, findData(body, 501));

const record = fc.record(
  {
    Data: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    PartitionKey: fc.oneof(
      fc.string({ minLength: 1, maxLength: 256, unit: 'binary' }),
      fc.constantFrom('"Data":"QUJD"', '\\"Data\\":\\"', '"Data', 'Data":"'),
    ),
    ExplicitHashKey: fc.constantFrom('0', '170141183460469231731687303715884105728'),
    Other: fc.constantFrom(1, 'x'),
  },
  { requiredKeys: ['Data', 'PartitionKey'] },
);
const request = fc.record({ StreamName: fc.constant('logs'), Records: fc.array(record, { minLength: 1 }) });

/** As boto3 writes it, as the SDKs for JavaScript and Java do, and as a person might. */
const writers = [
  (json: object) => JSON.stringify(json, null, 1).replaceAll(/\n */g, ' '),
  (json: object) => JSON.stringify(json),
  (json: object) => JSON.stringify(json, null, 2),
];

describe('the short way of PutRecords', () => {
  test('reads what the long way reads, however it is written', () => {
    fc.assert(
      fc.property(request, fc.constantFrom(...writers), (json, write) => {
        const expected = json.Records.map(({ Data, PartitionKey, ExplicitHashKey }) => ({
          Data: Buffer.from(Data, 'base64'),
          PartitionKey,
          ExplicitHashKey,
        }));
        const body = Buffer.from(write(json));
        expect([undefined, { StreamName: 'logs', Records: expected }]).toContainEqual(read(body));
        expect(readInput('PutRecords', body)).toEqual({ StreamName: 'logs', Records: expected });
      }),
    );
  });

  test.each(writers)('is gone for nearly every call: %s', (write) => {
    const keys = ['k', 'Data', 'ключ "Data"', '"Data":"QUJD', '😀'];
    const json = { Records: keys.map((PartitionKey) => ({ Data: 'QUJD', PartitionKey })) };
    expect(read(Buffer.from(write(json)))?.Records).toHaveLength(keys.length);
  });

  const data = '"Data":"QUJD"';
  const key = '"PartitionKey":"k"';

  test.each([
    ['data that is no base64', `{"Records":[{"Data":"QU!D",${key}}]}`],
    ['escaped data', `{"Records":[{"Data":"QUJ\\u0044",${key}}]}`],
    ['data that is no text', `{"Records":[{"Data":1,${key}}]}`],
    ['no data', `{"Records":[{${key}}]}`],
    ['data elsewhere, and none in the record', `{"Extra":{${data}},"Records":[{${key}}]}`],
    [
      'data elsewhere, and a record with data of another name',
      `{"${'\\"'}Data":"QUJD","Records":[{${key}}]}`,
    ],
    ['no key', `{"Records":[{${data}}]}`],
    ['an empty key', `{"Records":[{${data},"PartitionKey":""}]}`],
    ['a hash key that is no number', `{"Records":[{${data},${key},"ExplicitHashKey":"x"}]}`],
    ['an unfinished text', '{"Records":[{"Data":"QUJD'],
    ['no record', '{"Records":[]}'],
    ['no records', '{"StreamName":"a"}'],
    ['no list', `{"Records":{${data}}}`],
    ['no object', `[{${data},${key}}]`],
  ])('is not gone with %s', (_name, text) => {
    expect(read(Buffer.from(text))).toBeUndefined();
  });

  test('puts all data into one block', () => {
    const { Records } = read(Buffer.from(`{"Records":[{${data},${key}},{${data},${key}}]}`)) ?? {};
    const [first, second] = Records ?? [];
    expect(first?.Data?.buffer).toBe(second?.Data?.buffer);
  });

  test('checks what is beside the records', () => {
    const body = Buffer.from(`{"StreamName":"a b","Records":[{${data},${key}}]}`);
    expect(() => read(body)).toThrow(/at 'streamName' failed to satisfy constraint/);
  });
});
