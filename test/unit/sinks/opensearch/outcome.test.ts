import { describe, expect, test } from 'vitest';
import { type BulkItem, judgeBulk } from '../../../../src/sinks/opensearch/outcome.ts';

const failed = (status: number, type: string): BulkItem => ({
  status,
  error: { type, reason: `why ${type}` },
});

type Verdict = 'stored' | 'duplicate' | 'retry' | 'refused';

function check(item: BulkItem | undefined, verdict: Verdict, code: string | undefined): void {
  const { stored, retry, refused, duplicates } = judgeBulk([item], 1);
  expect({ stored, retry: retry.length, refused: refused.length, duplicates }).toEqual({
    stored: verdict === 'stored' || verdict === 'duplicate' ? [0] : [],
    retry: verdict === 'retry' ? 1 : 0,
    refused: verdict === 'refused' ? 1 : 0,
    duplicates: verdict === 'duplicate' ? 1 : 0,
  });
  expect([...retry, ...refused][0]?.code).toBe(code);
}

describe('one item of a bulk answer', () => {
  test.each<[BulkItem | undefined, Verdict, code?: string]>([
    [{ status: 201 }, 'stored'],
    [{ status: 200 }, 'stored'],
    [failed(409, 'version_conflict_engine_exception'), 'duplicate'],
    [failed(409, 'something_else'), 'retry', 'something_else'],
    [{ status: 409 }, 'retry', 'status_409'],
    [failed(400, 'mapper_parsing_exception'), 'refused', 'mapper_parsing_exception'],
    [failed(400, 'document_parsing_exception'), 'refused', 'document_parsing_exception'],
    [failed(400, 'illegal_argument_exception'), 'refused', 'illegal_argument_exception'],
    [failed(400, 'strict_dynamic_mapping_exception'), 'refused', 'strict_dynamic_mapping_exception'],
    [failed(400, 'validation_exception'), 'retry', 'validation_exception'],
    [failed(400, 'index_closed_exception'), 'retry', 'index_closed_exception'],
    [failed(403, 'cluster_block_exception'), 'retry', 'cluster_block_exception'],
    [failed(403, 'security_exception'), 'retry', 'security_exception'],
    [failed(404, 'index_not_found_exception'), 'retry', 'index_not_found_exception'],
    [failed(429, 'rejected_execution_exception'), 'retry', 'rejected_execution_exception'],
    [failed(500, 'mapper_parsing_exception'), 'retry', 'mapper_parsing_exception'],
    [failed(503, 'unavailable_shards_exception'), 'retry', 'unavailable_shards_exception'],
    [{ status: 400 }, 'retry', 'status_400'],
    [undefined, 'retry', 'status_missing'],
  ])('%j: %s', (item, verdict, code) => check(item, verdict, code));
});

test('each item keeps its place, and those without an answer go again', () => {
  const items = [
    { status: 201 },
    failed(429, 'busy'),
    failed(400, 'parsing_exception'),
    failed(409, 'version_conflict_engine_exception'),
  ];
  expect(judgeBulk(items, 5)).toEqual({
    stored: [0, 3],
    retry: [
      { index: 1, code: 'busy', reason: 'why busy' },
      { index: 4, code: 'status_missing', reason: 'status_missing' },
    ],
    refused: [{ index: 2, code: 'parsing_exception', reason: 'why parsing_exception' }],
    duplicates: 1,
  });
});

test('answers to what was never sent are not looked at', () => {
  expect(judgeBulk([{ status: 201 }, { status: 201 }], 1).stored).toEqual([0]);
});
