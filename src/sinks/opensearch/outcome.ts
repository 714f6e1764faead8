import type { ItemFailure, WriteOutcome } from '../../flow/seams.ts';

/** One item of a `_bulk` answer, below its action. */
export interface BulkItem {
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
}

export interface BulkOutcome extends WriteOutcome {
  /** How many of the stored ones stood there already: repeats, recognised by their id. */
  readonly duplicates: number;
}

/** Errors that say something about the document itself; it will never be taken as it is. */
const refusedTypes: ReadonlySet<string> = new Set([
  'mapper_parsing_exception',
  'document_parsing_exception',
  'illegal_argument_exception',
  'strict_dynamic_mapping_exception',
  'parsing_exception',
  'invalid_index_name_exception',
  'action_request_validation_exception',
]);

/**
 * Judges each item by its error type, then by its status. Whatever does not clearly condemn the document is
 * repeated: a full disk, a red shard, a missing permission are the cluster's troubles, and pass or are mended.
 */
export function judgeBulk(items: readonly (BulkItem | undefined)[], sent: number): BulkOutcome {
  const stored: number[] = [];
  const retry: ItemFailure[] = [];
  const refused: ItemFailure[] = [];
  let duplicates = 0;
  for (let index = 0; index < sent; index += 1) {
    const item = items[index];
    const verdict = judge(item);
    if (verdict === 'stored' || verdict === 'duplicate') stored.push(index);
    else (verdict === 'refused' ? refused : retry).push(failure(index, item));
    if (verdict === 'duplicate') duplicates += 1;
  }
  return { stored, retry, refused, duplicates };
}

function judge(item: BulkItem | undefined): 'stored' | 'duplicate' | 'retry' | 'refused' {
  if (item === undefined) return 'retry';
  if (item.status >= 200 && item.status < 300) return 'stored';
  if (item.status === 409)
    return item.error?.type === 'version_conflict_engine_exception' ? 'duplicate' : 'retry';
  return item.status === 400 && refusedTypes.has(item.error?.type ?? '') ? 'refused' : 'retry';
}

function failure(index: number, item: BulkItem | undefined): ItemFailure {
  const code = item?.error?.type ?? `status_${item?.status ?? 'missing'}`;
  return { index, code, reason: item?.error?.reason ?? code };
}
