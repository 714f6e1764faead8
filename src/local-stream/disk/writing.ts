import { reasonOf } from '../../record/reason.ts';
import { StoreError } from '../../sqlite/database.ts';

/** Does what changes a file or folder; throws StoreError, with its path, where the disk does not let it. */
export function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const remedy = 'check that its disk has room, and that this user may write there';
    throw new StoreError(`cannot write ${path}: ${reasonOf(cause)}\n  ${remedy}`, cause);
  }
}
