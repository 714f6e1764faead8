import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { reasonOf } from '../record/reason.ts';

/** A data folder that cannot be used: another process holds it, it is damaged, or it cannot be written. */
export class StoreError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
  }
}

/**
 * Opens one daemon's own database and makes its tables. What is written is on the disk when the call returns
 * (`synchronous=FULL`); the exclusive lock keeps a second process away and goes with this one, however it ends.
 */
export function openDatabase(path: string, schema: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path);
    database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
    database.exec(`BEGIN EXCLUSIVE; ${schema}; COMMIT`);
    assertWhole(database);
    return database;
  } catch (cause) {
    database?.close();
    throw new StoreError(explain(path, cause), cause);
  }
}

/** Damage inside is better found now than in the middle of the work; the file is small. */
function assertWhole(database: DatabaseSync): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (found !== 'ok') throw new Error(`malformed: ${String(found)}`);
}

/** All of `work` or nothing of it. */
export function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK'); // SQLite did it by itself where the disk is full.
    throw error;
  }
}

function explain(path: string, cause: unknown): string {
  const reason = reasonOf(cause);
  if (/locked/.test(reason))
    return `${path} is in use\n  another kinship runs with this dataDir: stop it, or give each its own`;
  if (/not a database|malformed/.test(reason)) {
    return `${path} is damaged (${reason})\n  move it away to start anew: everything is then read from the beginning, and repeats are recognised`;
  }
  return `cannot write ${path}: ${reason}\n  check dataDir in the configuration, and that this user may write there`;
}
