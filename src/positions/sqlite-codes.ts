/** Result codes of SQLite (sqlite.org/rescode.html): another one holds the lock. */
const busy = 5;
/** A query that does not fit the tables, pages that do not fit together, and what is no database at all. */
const damaged = [1, 11, 26];

export function isSqliteBusy(error: unknown): boolean {
  return codeOf(error) === busy;
}

/** Whether the bytes of a file are at fault, and not its rights or its disk. */
export function isSqliteDamage(error: unknown): boolean {
  return damaged.includes(codeOf(error));
}

/** The extended codes have a byte in front. */
function codeOf(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}
