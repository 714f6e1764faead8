import type { ItemFailure, WriteOutcome } from '../../flow/seams.ts';

/** One entry of a PutRecordBatch answer. */
export interface EntryResult {
  readonly RecordId?: string | undefined;
  readonly ErrorCode?: string | undefined;
  readonly ErrorMessage?: string | undefined;
}

/**
 * Sorts the entries of one answer by what is to be done with them, keeping their order. Each error that an entry can have
 * passes with time (API reference, PutRecordBatchResponseEntry), so each failed entry is repeated, and only it.
 */
export function sortByOutcome(results: readonly EntryResult[], sent: number): WriteOutcome {
  const stored: number[] = [];
  const retry: ItemFailure[] = [];
  for (let index = 0; index < sent; index += 1) {
    const { ErrorCode, ErrorMessage } = results[index] ?? { ErrorCode: 'no_answer' };
    if (ErrorCode === undefined) stored.push(index);
    else retry.push({ index, code: ErrorCode, reason: ErrorMessage ?? ErrorCode });
  }
  return { stored, retry, refused: [] };
}
