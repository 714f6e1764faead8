import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf } from '../../record/reason.ts';
import { StoreError } from '../../sqlite/database.ts';
import { syncFolder } from '../../sqlite/sync-folder.ts';
import type { Catalog } from '../core/catalog.ts';
import { writing } from './writing.ts';

/** The catalog as a JSON file, replaced wholly or not at all whatever ends the process, or the power. */
export class CatalogFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined where there is no file. Throws StoreError for one that cannot be read; it is left as it is. */
  load(): Catalog | undefined {
    const text = this.#read();
    if (text === undefined) return undefined;
    try {
      return parseCatalog(text);
    } catch (cause) {
      const remedy = 'put back a copy of it, or start with another data folder';
      throw new StoreError(`${this.#path} is damaged: ${reasonOf(cause)}\n  ${remedy}`, cause);
    }
  }

  /** It is on the disk when this returns. Throws StoreError where it cannot be written. */
  save(catalog: Catalog): void {
    const draft = `${this.#path}.new`;
    writing(this.#path, () => {
      writeFileSync(draft, JSON.stringify(catalog), { mode: 0o600, flush: true });
      renameSync(draft, this.#path);
      syncFolder(dirname(this.#path));
    });
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
      const remedy = 'check that this user may read it';
      throw new StoreError(`cannot read ${this.#path}: ${reasonOf(cause)}\n  ${remedy}`, cause);
    }
  }
}

/** Damage hits the JSON; what else is in there is as this program wrote it. */
function parseCatalog(text: string): Catalog {
  const catalog: unknown = JSON.parse(text);
  if (isCatalog(catalog)) return catalog;
  throw new Error('it is no catalog that this version of kinship wrote');
}

function isCatalog(value: unknown): value is Catalog {
  if (typeof value !== 'object' || value === null) return false;
  return 'version' in value && value.version === 1 && 'streams' in value && Array.isArray(value.streams);
}
