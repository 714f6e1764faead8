import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../record/reason.ts';
import { StoreError } from '../../sqlite/database.ts';
import { lockFile } from '../../sqlite/lock-file.ts';

/** Makes the data folder, and keeps other processes off it until it is closed. Throws StoreError where one has it. */
export function claimDataFolder(folder: string): { close(): void } {
  const claim = lockIn(folder);
  if (claim !== undefined) return claim;
  const advice = 'another kinship has it as its data folder: stop that one, or choose another folder';
  throw new StoreError(`${folder} is in use\n  ${advice}`, undefined);
}

function lockIn(folder: string): { close(): void } | undefined {
  try {
    // Others on this host have no business in it: the records are somebody's logs.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return lockFile(join(folder, 'claim.db'));
  } catch (cause) {
    const advice = 'check that this user may write there';
    throw new StoreError(`cannot use ${folder} as a data folder: ${reasonOf(cause)}\n  ${advice}`, cause);
  }
}
