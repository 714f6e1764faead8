import { expect, test } from 'vitest';
import { formatNextToken, parseNextToken } from '../../../../src/local-stream/core/next-token.ts';
import { refusalOf } from '../../../fakes/local-core.ts';

const token = { streamId: 'logs.17', after: 'shardId-000000000003', issuedMs: 1_000 };
const encode = (content: string) => Buffer.from(content).toString('base64');

test('what was written is read, for 300 seconds', () => {
  const text = formatNextToken(token);
  for (const nowMs of [1_000, 301_000]) expect(parseNextToken(text, nowMs)).toEqual(token);
  expect(refusalOf(() => parseNextToken(text, 301_001))).toBe('ExpiredNextTokenException');
});

test.each<[what: string, text: string]>([
  ['empty', ''],
  ['no base64', '%%%'],
  ['no JSON', encode('hello')],
  ['another JSON', encode('{"streamId":"logs.17"}')],
  ['parts of other types', encode('[1,2,3]')],
])('%s: InvalidArgumentException', (_what, text) => {
  expect(refusalOf(() => parseNextToken(text, 1_000))).toBe('InvalidArgumentException');
});
