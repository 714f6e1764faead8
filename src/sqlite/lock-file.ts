import { DatabaseSync } from 'node:sqlite';

/**
 * Holds the file at `path` until `close`, or undefined where another process holds it.
 *
 * SQLite's lock and not a file that says "locked": the kernel drops it when its holder dies, however it dies, so there
 * is no stale lock to judge and no race in judging it.
 */
export function lockFile(path: string): { close(): void } | undefined {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE'); // Nothing is written: it needs no second file.
    return { close: () => database.isOpen && database.close() };
  } catch (error) {
    database.close();
    if (isLocked(error)) return undefined;
    throw error;
  }
}

/** SQLITE_BUSY is 5 (sqlite.org/rescode.html); node:sqlite hands it over as `errcode`. */
function isLocked(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}
