import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqliteCheckpointStore } from '../../../src/leases/sqlite.ts';
import type { Checkpoint } from '../../../src/record/checkpoint.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function withStore<Result>(stream: string, use: (store: SqliteCheckpointStore) => Result): Result {
  const store = new SqliteCheckpointStore(folder, stream);
  try {
    return use(store);
  } finally {
    store.close();
  }
}

const sequence = (sequenceNumber: string): Checkpoint => ({ kind: 'sequence', sequenceNumber });

/** How each stands in the table: as in the lease table of the KCL. */
test.each<[Checkpoint, stored: string, timestampMs: number | null]>([
  [{ kind: 'trimHorizon' }, 'TRIM_HORIZON', null],
  [{ kind: 'timestamp', timeMs: 1_700_000_000_123 }, 'AT_TIMESTAMP', 1_700_000_000_123],
  [
    sequence('49590338271490256608559692538361571095921575989136588898'),
    '49590338271490256608559692538361571095921575989136588898',
    null,
  ],
  [{ kind: 'shardEnd' }, 'SHARD_END', null],
])('%j is there again after closing', (checkpoint, stored, timestampMs) => {
  withStore('logs', (store) => store.set([{ shardId: 'shard-1', checkpoint }]));
  expect(withStore('logs', (store) => store.get('shard-1'))).toEqual(checkpoint);
  const database = new DatabaseSync(join(folder, 'checkpoints.db'));
  expect(database.prepare('SELECT checkpoint, timestamp_ms FROM lease').all()).toEqual([
    { checkpoint: stored, timestamp_ms: timestampMs },
  ]);
  database.close();
});

test('the last one counts, each shard and stream has its own', () => {
  withStore('logs', (store) => {
    store.set([
      { shardId: 'a', checkpoint: sequence('1') },
      { shardId: 'b', checkpoint: sequence('2') },
      { shardId: 'a', checkpoint: sequence('3') },
    ]);
    store.set([]);
  });
  withStore('other', (store) => {
    expect(store.get('a')).toBeUndefined();
    store.set([{ shardId: 'a', checkpoint: { kind: 'shardEnd' } }]);
  });
  withStore('logs', (store) => {
    expect([store.get('a'), store.get('b'), store.get('c')]).toEqual([
      sequence('3'),
      sequence('2'),
      undefined,
    ]);
  });
});

test('two consumers of one folder: the second is told', () => {
  withStore('logs', () => {
    expect(() => withStore('other', () => {})).toThrow(/is in use\n.*dataDir/);
  });
});
