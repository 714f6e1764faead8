import { existsSync, renameSync } from 'node:fs';
import type { KnownFile } from '../record/position.ts';
import { openDatabase, StoreError } from '../sqlite/database.ts';
import type { Entry } from './entry.ts';
import { isSqliteDamage } from './sqlite-codes.ts';

/** Where version 0.1 kept its positions. */
export const databaseName = 'positions.db';

/** It knew of its inputs only by their files. */
const unknownInputs: Entry = { kind: 'inputs', keys: null };

/** Its tables, as version 0.1 makes them. */
const schema = `
  CREATE TABLE IF NOT EXISTS agent (id TEXT NOT NULL, machine TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS file (
    generation TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    input INTEGER NOT NULL,
    device TEXT NOT NULL,
    inode TEXT NOT NULL,
    head_length INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    offset INTEGER NOT NULL,
    last_timed_ms INTEGER,
    markers TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`;

/**
 * What version 0.1 left; undefined where it left nothing. Of a damaged database nothing is taken over. Throws
 * StoreError where that version is running, or where its file may not be read.
 */
export function readDatabase(path: string): { entries: readonly Entry[]; damage?: unknown } | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return { entries: readRows(path) };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { entries: [unknownInputs], damage: error };
  }
}

/** The next start is not to take it over again. */
export function retireDatabase(path: string): void {
  for (const ending of ['', '-wal', '-shm']) {
    if (existsSync(`${path}${ending}`)) renameSync(`${path}${ending}`, `${path}.migrated${ending}`);
  }
}

function readRows(path: string): Entry[] {
  const database = openDatabase(path, schema);
  try {
    const agents = database.prepare('SELECT id, machine FROM agent').all().map(toAgent);
    const files = database.prepare('SELECT * FROM file').all().map(toFile);
    return [...agents, ...(files.length === 0 ? [] : [unknownInputs]), ...files];
  } finally {
    database.close();
  }
}

/** Rights, locks and disks have a code of SQLite or a system call; what else goes wrong comes from the bytes. */
function isDamage(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : error;
  if (!(cause instanceof Error)) return false;
  return isSqliteDamage(cause) || !('errcode' in cause || 'syscall' in cause);
}

function toAgent(row: Record<string, unknown>): Entry {
  return { kind: 'agent', id: String(row['id']), machine: String(row['machine']) };
}

function toFile(row: Record<string, unknown>): Entry {
  const lastTimedMs = row['last_timed_ms'];
  const file: KnownFile = {
    generation: String(row['generation']),
    path: String(row['path']),
    input: Number(row['input']),
    device: String(row['device']),
    inode: String(row['inode']),
    head: { length: Number(row['head_length']), hash: String(row['head_hash']) },
    offset: Number(row['offset']),
    ...(typeof lastTimedMs === 'number' && { lastTimedMs }),
    markers: JSON.parse(String(row['markers'])) as KnownFile['markers'], // Only version 0.1 wrote it.
  };
  return { kind: 'add', file };
}
