import { expect, test } from 'vitest';
import { SequenceNumbers } from '../../../../src/local-stream/core/sequence-number.ts';

const shard = { shardId: 'shardId-000000000007', createdMs: Date.UTC(2030, 0, 1) };
const numbers = new SequenceNumbers(shard);

test('a sequence number has 56 digits, as Kinesis gives them', () => {
  for (const number of [0, 1, 1_000_000, Number.MAX_SAFE_INTEGER - 1])
    expect(numbers.ofRecord(number)).toMatch(/^49\d{54}$/);
});

test.each<[what: string, lower: string, higher: string]>([
  ['the place before the first record', numbers.atPlace(0), numbers.ofRecord(0)],
  ['a record', numbers.ofRecord(9), numbers.ofRecord(10)],
  [
    'the last record of a shard made earlier',
    numbers.ofRecord(1_000_000_000),
    new SequenceNumbers({ shardId: 'shardId-000000000001', createdMs: shard.createdMs + 1 }).atPlace(0),
  ],
])('%s is lower than what comes after it, as a number and as text', (_what, lower, higher) => {
  expect(BigInt(lower) < BigInt(higher)).toBe(true);
  expect(lower < higher).toBe(true);
});

test.each([0, 1, 42, 1_000_000_000])('the place %i is found again', (place) => {
  expect(numbers.placeOf(numbers.atPlace(place))).toBe(place);
});

test('a record is at the place behind it', () => {
  expect(numbers.placeOf(numbers.ofRecord(4))).toBe(5);
});

test.each<[what: string, sequenceNumber: string]>([
  ['another shard', new SequenceNumbers({ ...shard, shardId: 'shardId-000000000008' }).ofRecord(4)],
  ['a shard of that name made later', new SequenceNumbers({ ...shard, createdMs: 5 }).ofRecord(4)],
  ['nothing', '0'],
  ['an empty text', ''],
  ['a number with more digits', `${numbers.ofRecord(4)}0`],
  ['a number with leading zeros', `0${numbers.ofRecord(4)}`],
  ['another version', `50${numbers.ofRecord(4).slice(2)}`],
])('a sequence number of %s is none of this shard', (_what, sequenceNumber) => {
  expect(numbers.placeOf(sequenceNumber)).toBeUndefined();
});
