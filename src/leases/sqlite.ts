import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Checkpoint, CheckpointStore, ShardCheckpoint } from '../record/checkpoint.ts';

/** Column names and sentinel values as in the KCL's lease table. */
const schema = `
  CREATE TABLE IF NOT EXISTS lease (
    stream TEXT NOT NULL,
    lease_key TEXT NOT NULL,
    checkpoint TEXT NOT NULL,
    timestamp_ms INTEGER,
    PRIMARY KEY (stream, lease_key)
  ) STRICT, WITHOUT ROWID`;

/** Another process holds the data folder, or it cannot be written. */
export class CheckpointStoreError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'CheckpointStoreError';
  }
}

/** The checkpoints of one host's consumer in one SQLite file; its lock keeps a second consumer away. */
export class SqliteCheckpointStore implements CheckpointStore {
  readonly #database: DatabaseSync;
  readonly #stream: string;

  constructor(folder: string, stream: string) {
    const path = join(folder, 'checkpoints.db');
    this.#stream = stream;
    try {
      mkdirSync(folder, { recursive: true });
      this.#database = new DatabaseSync(path);
      this.#database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
      this.#database.exec(`BEGIN EXCLUSIVE; ${schema}; COMMIT`);
    } catch (cause) {
      throw new CheckpointStoreError(explain(path, cause), cause);
    }
  }

  get(shardId: string): Checkpoint | undefined {
    const row = this.#database
      .prepare('SELECT checkpoint, timestamp_ms FROM lease WHERE stream = ? AND lease_key = ?')
      .get(this.#stream, shardId);
    return row === undefined ? undefined : fromRow(String(row['checkpoint']), Number(row['timestamp_ms']));
  }

  set(checkpoints: readonly ShardCheckpoint[]): void {
    const upsert = this.#database.prepare('INSERT OR REPLACE INTO lease VALUES (?, ?, ?, ?)');
    this.#database.exec('BEGIN');
    try {
      for (const { shardId, checkpoint } of checkpoints)
        upsert.run(this.#stream, shardId, ...toRow(checkpoint));
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }
}

function toRow(checkpoint: Checkpoint): [checkpoint: string, timestampMs: number | null] {
  switch (checkpoint.kind) {
    case 'trimHorizon':
      return ['TRIM_HORIZON', null];
    case 'timestamp':
      return ['AT_TIMESTAMP', checkpoint.timeMs];
    case 'sequence':
      return [checkpoint.sequenceNumber, null];
    case 'shardEnd':
      return ['SHARD_END', null];
  }
}

function fromRow(checkpoint: string, timestampMs: number): Checkpoint {
  if (checkpoint === 'TRIM_HORIZON') return { kind: 'trimHorizon' };
  if (checkpoint === 'AT_TIMESTAMP') return { kind: 'timestamp', timeMs: timestampMs };
  if (checkpoint === 'SHARD_END') return { kind: 'shardEnd' };
  return { kind: 'sequence', sequenceNumber: checkpoint };
}

function explain(path: string, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/locked/.test(reason)) return `${path} is in use: another consumer runs with this dataDir`;
  return `cannot keep checkpoints in ${path}: ${reason}`;
}
