import { DatabaseSync } from 'node:sqlite';
import { isSqliteBusy } from './result-codes.ts';

/** Named here, because the lock of a database that nothing names any more ends when the garbage is collected. */
const held = new Set<DatabaseSync>();

/** Whether another process holds the file, which is there. Nothing is written, and nothing is held. */
export function isLocked(path: string): boolean {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    database.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (error) {
    return isSqliteBusy(error);
  } finally {
    database?.close();
  }
}

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
    held.add(database);
    return { close: () => held.delete(database) && database.close() };
  } catch (error) {
    database.close();
    if (isSqliteBusy(error)) return undefined;
    throw error;
  }
}
