import type { ItemFailure, WriteOutcome } from '../../flow/seams.ts';

/** One entry of a PutRecords answer. */
export interface EntryResult {
  readonly ShardId?: string | undefined;
  readonly ErrorCode?: string | undefined;
  readonly ErrorMessage?: string | undefined;
}

/**
 * Sorts the entries of one answer by what is to be done with them, keeping their order. Every error an entry can
 * have passes with time (API reference, PutRecordsResultEntry), so each failed entry is repeated, and only it.
 */
export function sortByOutcome(results: readonly EntryResult[], sent: number): WriteOutcome {
  const stored: number[] = [];
  const retry: ItemFailure[] = [];
  for (let index = 0; index < sent; index += 1) {
    const result = results[index];
    if (result !== undefined && result.ErrorCode === undefined) stored.push(index);
    else retry.push(failure(index, result));
  }
  return { stored, retry, refused: [] };
}

function failure(index: number, result: EntryResult | undefined): ItemFailure {
  const code = result?.ErrorCode ?? 'no_answer';
  return { index, code, reason: result?.ErrorMessage ?? code };
}
