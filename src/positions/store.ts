import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { KnownFile, Position, PositionStore, SeenMarker } from '../record/position.ts';
import { inTransaction, openDatabase } from '../sqlite/database.ts';

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

/** The agent's memory in one SQLite file: its id, its files, and how far each was shipped. */
export class SqlitePositionStore implements PositionStore {
  readonly #database: DatabaseSync;

  constructor(folder: string) {
    this.#database = openDatabase(join(folder, 'positions.db'), schema);
  }

  /**
   * The agent's id: minted once, and again where the data folder finds itself on another machine, so that two
   * hosts from one image never share document ids.
   */
  agentId(machine: string, mint: () => string): string {
    const row = this.#database.prepare('SELECT id, machine FROM agent').get();
    if (row !== undefined && row['machine'] === machine) return String(row['id']);
    const id = mint();
    inTransaction(this.#database, () => {
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
    inTransaction(this.#database, () => {
      for (const file of files) {
        const { generation, path, input, device, inode, head, offset, lastTimedMs = null, markers } = file;
        const { length, hash } = head;
        insert.run(
          generation,
          path,
          input,
          device,
          inode,
          length,
          hash,
          offset,
          lastTimedMs,
          JSON.stringify(markers),
        );
      }
    });
  }

  update({ generation, path, input, head }: Pick<KnownFile, 'generation' | 'path' | 'input' | 'head'>): void {
    this.#database
      .prepare('UPDATE file SET path = ?, input = ?, head_length = ?, head_hash = ? WHERE generation = ?')
      .run(path, input, head.length, head.hash, generation);
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
    inTransaction(this.#database, () => {
      for (const { generation, offset, lastTimedMs = null } of positions)
        update.run(offset, lastTimedMs, generation);
    });
  }

  forget(generations: readonly string[]): void {
    const remove = this.#database.prepare('DELETE FROM file WHERE generation = ?');
    inTransaction(this.#database, () => {
      for (const generation of generations) remove.run(generation);
    });
  }

  close(): void {
    this.#database.close();
  }
}

function toKnownFile(row: Record<string, unknown>): KnownFile {
  const lastTimedMs = row['last_timed_ms'];
  return {
    generation: String(row['generation']),
    path: String(row['path']),
    input: Number(row['input']),
    device: String(row['device']),
    inode: String(row['inode']),
    head: { length: Number(row['head_length']), hash: String(row['head_hash']) },
    offset: Number(row['offset']),
    ...(typeof lastTimedMs === 'number' && { lastTimedMs }),
    markers: JSON.parse(String(row['markers'])) as SeenMarker[], // Only `mark` and `add` write it.
  };
}
