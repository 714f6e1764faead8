import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { KnownFile, Position, PositionStore, SeenMarker } from '../record/position.ts';

/** Device and inode as text: some file systems number inodes beyond what a double holds exactly. */
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

/** Another process holds the data folder, or it cannot be written. */
export class PositionStoreError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'PositionStoreError';
  }
}

/**
 * The agent's memory in one SQLite file. Every method returns when its data is on the disk (`synchronous=FULL`);
 * the lock keeps a second agent away and goes with the process, however it ends.
 */
export class SqlitePositionStore implements PositionStore {
  readonly #database: DatabaseSync;

  constructor(folder: string) {
    const path = join(folder, 'positions.db');
    try {
      mkdirSync(folder, { recursive: true });
      this.#database = new DatabaseSync(path);
      this.#database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
      this.#database.exec(`BEGIN EXCLUSIVE; ${schema}; COMMIT`);
    } catch (cause) {
      throw new PositionStoreError(explain(path, cause), cause);
    }
  }

  /**
   * The agent's id: minted once, and again where the data folder finds itself on another machine, so that two
   * hosts from one image never share document ids.
   */
  agentId(machine: string, mint: () => string): string {
    const row = this.#database.prepare('SELECT id, machine FROM agent').get();
    if (row !== undefined && row['machine'] === machine) return String(row['id']);
    const id = mint();
    this.#transaction(() => {
      this.#database.exec('DELETE FROM agent');
      this.#database.prepare('INSERT INTO agent (id, machine) VALUES (?, ?)').run(id, machine);
    });
    return id;
  }

  files(): readonly KnownFile[] {
    return this.#database.prepare('SELECT * FROM file').all().map(toKnownFile);
  }

  add(files: readonly KnownFile[]): void {
    if (files.length === 0) return;
    const insert = this.#database.prepare('INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#transaction(() => {
      for (const file of files) {
        const { generation, path, input, device, inode, head, offset, lastTimedMs = null, markers } = file;
        const { length, hash } = head;
        insert.run(
          generation,
          path,
          input,
          String(device),
          String(inode),
          length,
          hash,
          offset,
          lastTimedMs,
          JSON.stringify(markers),
        );
      }
    });
  }

  update({ generation, path, head }: Pick<KnownFile, 'generation' | 'path' | 'head'>): void {
    this.#database
      .prepare('UPDATE file SET path = ?, head_length = ?, head_hash = ? WHERE generation = ?')
      .run(path, head.length, head.hash, generation);
  }

  mark(generation: string, markers: readonly SeenMarker[]): void {
    this.#database
      .prepare('UPDATE file SET markers = ? WHERE generation = ?')
      .run(JSON.stringify(markers), generation);
  }

  commit(positions: readonly Position[]): void {
    if (positions.length === 0) return;
    const update = this.#database.prepare(
      'UPDATE file SET offset = ?, last_timed_ms = ? WHERE generation = ?',
    );
    this.#transaction(() => {
      for (const { generation, offset, lastTimedMs = null } of positions)
        update.run(offset, lastTimedMs, generation);
    });
  }

  forget(generations: readonly string[]): void {
    const remove = this.#database.prepare('DELETE FROM file WHERE generation = ?');
    this.#transaction(() => {
      for (const generation of generations) remove.run(generation);
    });
  }

  close(): void {
    this.#database.close();
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

function toKnownFile(row: Record<string, unknown>): KnownFile {
  const lastTimedMs = row['last_timed_ms'];
  return {
    generation: String(row['generation']),
    path: String(row['path']),
    input: Number(row['input']),
    device: Number(row['device']),
    inode: Number(row['inode']),
    head: { length: Number(row['head_length']), hash: String(row['head_hash']) },
    offset: Number(row['offset']),
    ...(typeof lastTimedMs === 'number' && { lastTimedMs }),
    markers: JSON.parse(String(row['markers'])) as SeenMarker[], // Only `mark` and `add` write it.
  };
}

function explain(path: string, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/locked/.test(reason)) return `${path} is in use: another agent runs with this dataDir`;
  if (/not a database|malformed/.test(reason)) {
    return `${path} is damaged (${reason}); move it away to start anew: files are then read from their beginning again`;
  }
  return `cannot keep positions in ${path}: ${reason}`;
}
