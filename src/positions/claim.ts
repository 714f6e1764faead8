import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../record/reason.ts';
import { StoreError } from '../sqlite/database.ts';
import { isLocked, lockFile } from '../sqlite/lock-file.ts';
import { isSqliteDamage } from '../sqlite/result-codes.ts';
import { isNoFile } from './aside.ts';

/** Holds nothing: its lock is what counts. */
const claimName = 'owner.db';

/** Whether an agent runs on this data folder. */
export function isClaimed(folder: string): boolean {
  const path = join(folder, claimName);
  return existsSync(path) && isLocked(path);
}

/**
 * Makes the data folder, and keeps other agents off it until it is closed. Nothing is written, so that a full disk stops
 * no start. `setAside` is given what stands under its name and is no such file. Throws StoreError.
 */
export class Claim {
  readonly #lock: { close(): void };

  constructor(folder: string, setAside: (path: string) => void) {
    const path = join(folder, claimName);
    const lock = tryLock(folder, path, setAside);
    if (lock === undefined) {
      const advice = 'another kinship runs with this dataDir: stop it, or give each its own';
      throw new StoreError(`${path} is in use\n  ${advice}`, undefined);
    }
    this.#lock = lock;
  }

  close(): void {
    this.#lock.close();
  }
}

function tryLock(
  folder: string,
  path: string,
  setAside: (path: string) => void,
): { close(): void } | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    return lockOrSetAside(path, setAside);
  } catch (cause) {
    const advice = 'check dataDir in the configuration, and that this user may write there';
    throw new StoreError(`cannot write ${folder}: ${reasonOf(cause)}\n  ${advice}`, cause);
  }
}

function lockOrSetAside(path: string, setAside: (path: string) => void): { close(): void } | undefined {
  if (isNoFile(path)) setAside(path);
  try {
    return lockFile(path);
  } catch (error) {
    if (!isSqliteDamage(error)) throw error;
    setAside(path);
    return lockFile(path);
  }
}
