import { expect, test } from 'vitest';
import { type EntryResult, sortByOutcome } from '../../../../src/sinks/kinesis/outcome.ts';

const stored: EntryResult = { ShardId: 'shard-0' };
const failed = (ErrorCode: string, ErrorMessage?: string): EntryResult => ({ ErrorCode, ErrorMessage });
const missing = { code: 'no_answer', reason: 'no_answer' };

test.each<[string, results: EntryResult[], sent: number, stored: number[], retry: object[]]>([
  ['nothing sent', [], 0, [], []],
  ['all stored', [stored, stored], 2, [0, 1], []],
  [
    'one throttled',
    [stored, failed('Busy', 'slow down'), stored],
    3,
    [0, 2],
    [{ index: 1, code: 'Busy', reason: 'slow down' }],
  ],
  [
    'no message',
    [failed('InternalFailure')],
    1,
    [],
    [{ index: 0, code: 'InternalFailure', reason: 'InternalFailure' }],
  ],
  [
    'no answer at all',
    [],
    2,
    [],
    [
      { index: 0, ...missing },
      { index: 1, ...missing },
    ],
  ],
  ['too few answers', [stored], 2, [0], [{ index: 1, ...missing }]],
  ['too many', [stored, stored, stored], 1, [0], []],
])('%s', (_name, results, sent, expectedStored, retry) => {
  expect(sortByOutcome(results, sent)).toEqual({ stored: expectedStored, retry, refused: [] });
});
