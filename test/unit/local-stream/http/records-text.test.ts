import type { _Record } from '@aws-sdk/client-kinesis';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toWire } from '../../../../src/local-stream/http/answer.ts';
import { recordsText, recordsTextBytesMax } from '../../../../src/local-stream/http/records-text.ts';

const record: fc.Arbitrary<_Record> = fc.record({
  SequenceNumber: fc.bigInt({ min: 0n }).map(String),
  ApproximateArrivalTimestamp: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
  Data: fc.uint8Array({ maxLength: 50 }),
  PartitionKey: fc.string({ unit: 'binary', maxLength: 40 }),
});
const output = fc.record({
  Records: fc.array(record, { maxLength: 5 }),
  MillisBehindLatest: fc.nat(),
  NextShardIterator: fc.string(),
});

describe('the text of records', () => {
  test('is the JSON of the answer, in ASCII, and no longer than said', () => {
    fc.assert(
      fc.property(output, (answer) => {
        const text = [...recordsText(answer)].join('');
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(toWire(answer))));
        expect(text.length).toBe(Buffer.byteLength(text));
        expect(text.length).toBeLessThanOrEqual(recordsTextBytesMax(answer));
      }),
    );
  });

  test('comes in pieces of bounded size, whatever the record', () => {
    const data = Buffer.alloc(1_000_001, 'abc');
    const answer = { Records: [{ SequenceNumber: '1', Data: data, PartitionKey: 'k' }] };
    const texts = [...recordsText(answer)];
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024);
    expect(Buffer.from(JSON.parse(texts.join('')).Records[0].Data, 'base64').equals(data)).toBe(true);
  });

  test('tells of encryption, and of what else an answer has', () => {
    const answer = {
      Records: [{ SequenceNumber: '1', Data: undefined, PartitionKey: 'k', EncryptionType: 'KMS' as const }],
      ChildShards: [{ ShardId: 's', ParentShards: ['p'], HashKeyRange: undefined }],
    };
    expect(JSON.parse([...recordsText(answer)].join(''))).toEqual({
      Records: [
        {
          SequenceNumber: '1',
          Data: '',
          PartitionKey: 'k',
          EncryptionType: 'KMS',
          ApproximateArrivalTimestamp: 0,
        },
      ],
      ChildShards: [{ ShardId: 's', ParentShards: ['p'] }],
    });
  });
});
