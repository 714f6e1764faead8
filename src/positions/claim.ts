import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../sqlite/database.ts';
import { isNoFile } from './aside.ts';
import { reasonOf } from './not-written.ts';
import { isSqliteBusy, isSqliteDamage } from './sqlite-codes.ts';

/** Holds nothing: its lock is what counts. */
const claimName = 'owner.db';

/**
 * Makes the data folder, and keeps other agents off it until it is closed. SQLite's lock, not a file that says
 * "locked": the kernel drops it when its holder dies, however it dies. Nothing is written, so that a full disk stops
 * no start. `setAside` is given what stands under its name and is no such file.
 */
export class Claim {
  readonly #lock: DatabaseSync;

  constructor(folder: string, setAside: (path: string) => void) {
    const path = join(folder, claimName);
    try {
      mkdirSync(folder, { recursive: true });
      this.#lock = takeLock(path, setAside);
    } catch (cause) {
      throw new StoreError(explain(folder, path, cause), cause);
    }
  }

  close(): void {
    if (this.#lock.isOpen) this.#lock.close();
  }
}

function takeLock(path: string, setAside: (path: string) => void): DatabaseSync {
  if (isNoFile(path)) setAside(path);
  try {
    return openLocked(path);
  } catch (error) {
    if (!isSqliteDamage(error)) throw error;
    setAside(path);
    return openLocked(path);
  }
}

function openLocked(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function explain(folder: string, path: string, cause: unknown): string {
  return isSqliteBusy(cause)
    ? `${path} is in use\n  another kinship runs with this dataDir: stop it, or give each its own`
    : `cannot write ${folder}: ${reasonOf(cause)}\n  check dataDir in the configuration, and that this user may write there`;
}
