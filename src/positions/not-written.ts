import { notWritten } from '../record/position.ts';
import { reasonOf } from '../record/reason.ts';
import { StoreError } from '../sqlite/database.ts';

/** The disk did not take what must be on it first. Nothing was done; the call may be repeated. */
export class NotWrittenError extends StoreError {
  readonly code = notWritten;

  constructor(path: string, cause: unknown) {
    super(
      `cannot write ${path}: ${reasonOf(cause)}\n  make room on its disk, or see what is wrong with it`,
      cause,
    );
    this.name = 'NotWrittenError';
  }
}
