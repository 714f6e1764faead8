import { expect, test } from 'vitest';
import { formatIterator, parseIterator } from '../../../../src/local-stream/core/iterator.ts';
import { refusalOf } from '../../../fakes/local-core.ts';

const iterator = {
  streamId: 'my.stream_1-x.17',
  shardId: 'shardId-000000000003',
  number: 12,
  issuedMs: 1_000,
};
const text = formatIterator(iterator);
const encode = (content: string) => Buffer.from(content).toString('base64');

test('what was written is read, for five minutes', () => {
  for (const nowMs of [1_000, 301_000]) expect(parseIterator(text, nowMs)).toEqual(iterator);
  expect(refusalOf(() => parseIterator(text, 301_001))).toBe('ExpiredIteratorException');
});

test('one given out before the clock was set back is good', () => {
  expect(parseIterator(text, 0)).toEqual(iterator);
});

test('it is short enough for a stream with the longest name (GetRecords: 512 characters)', () => {
  const longest = {
    ...iterator,
    streamId: `${'s'.repeat(128)}.1893456000000`,
    number: 2 ** 50,
    issuedMs: 2 ** 42,
  };
  expect(formatIterator(longest).length).toBeLessThan(512);
});

test.each<[what: string, text: string]>([
  ['empty', ''],
  ['no base64', '%%%'],
  ['another text in base64', encode('hello')],
  ['another version', encode('i0 s shardId-000000000003 12 1000')],
  ['without a number', encode('i1 s shardId-000000000003 twelve 1000')],
  ['with a part too many', encode('i1 s shardId-000000000003 12 1000 7')],
  ['cut short', text.slice(0, -1)],
])('%s: InvalidArgumentException', (_what, wrong) => {
  expect(refusalOf(() => parseIterator(wrong, 1_000))).toBe('InvalidArgumentException');
});
