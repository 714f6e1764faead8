import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../sqlite/database.ts';
import type { Catalog } from '../core/catalog.ts';

/**
 * What somebody took out of the data folder, or left in it, one line each. Throws StoreError where there are records and
 * no catalog: to start with none would give out again the names and numbers that these have.
 */
export function compare(folder: string, catalog: Catalog | undefined): string[] {
  const folders = streamFolders(folder);
  if (catalog === undefined) {
    const [first] = folders;
    if (first === undefined) return [];
    const remedy =
      'put back a copy of it, delete the folders of the streams, or start with another data folder';
    throw new StoreError(
      `${join(folder, 'catalog.json')} is missing, and there is ${first}\n  ${remedy}`,
      undefined,
    );
  }
  const known = new Set(catalog.streams.map(({ id }) => id));
  const missing = catalog.streams.flatMap(({ name, id, shards }) =>
    shards
      .filter(({ shardId }) => !existsSync(join(folder, id, shardId)))
      .map(({ shardId }) => `${join(folder, id, shardId)} is missing: stream ${name} has lost its records`),
  );
  const left = folders
    .filter((id) => !known.has(id))
    .map((id) => `${join(folder, id)} is of no stream: it may be deleted`);
  return [...missing, ...left];
}

function streamFolders(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const hasShards = (name: string) =>
    readdirSync(join(folder, name)).some((entry) => entry.startsWith('shardId-'));
  return entries.map(({ name }) => name).filter(hasShards);
}
