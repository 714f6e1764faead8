import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Checkpoint, CheckpointStore, ShardCheckpoint } from '../record/checkpoint.ts';
import { inTransaction, openDatabase } from '../sqlite/database.ts';

/** Column names and sentinel values as in the KCL's lease table. */
const schema = `
  CREATE TABLE IF NOT EXISTS lease (
    stream TEXT NOT NULL,
    lease_key TEXT NOT NULL,
    checkpoint TEXT NOT NULL,
    timestamp_ms INTEGER,
    PRIMARY KEY (stream, lease_key)
  ) STRICT, WITHOUT ROWID`;

/** The checkpoints of one host's consumer in one SQLite file. */
export class SqliteCheckpointStore implements CheckpointStore {
  readonly #database: DatabaseSync;
  readonly #stream: string;

  constructor(folder: string, stream: string) {
    this.#database = openDatabase(join(folder, 'checkpoints.db'), schema);
    this.#stream = stream;
  }

  isEmpty(): boolean {
    return (
      this.#database.prepare('SELECT 1 FROM lease WHERE stream = ? LIMIT 1').get(this.#stream) === undefined
    );
  }

  get(shardId: string): Checkpoint | undefined {
    const row = this.#database
      .prepare('SELECT checkpoint, timestamp_ms FROM lease WHERE stream = ? AND lease_key = ?')
      .get(this.#stream, shardId);
    return row === undefined ? undefined : fromRow(String(row['checkpoint']), Number(row['timestamp_ms']));
  }

  set(checkpoints: readonly ShardCheckpoint[]): void {
    const upsert = this.#database.prepare('INSERT OR REPLACE INTO lease VALUES (?, ?, ?, ?)');
    inTransaction(this.#database, () => {
      for (const { shardId, checkpoint } of checkpoints)
        upsert.run(this.#stream, shardId, ...toRow(checkpoint));
    });
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
