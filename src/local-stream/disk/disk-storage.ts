import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Catalog } from '../core/catalog.ts';
import type { RecordLog, Storage } from '../core/storage.ts';
import { CatalogFile } from './catalog-file.ts';
import { compare } from './compare.ts';
import { claimDataFolder } from './folder-claim.ts';
import { OpenFiles } from './open-files.ts';
import { type SegmentLimits, SegmentLog } from './segment-log.ts';
import { writing } from './writing.ts';

export interface DiskLimits extends SegmentLimits {
  /** Of all logs together. */
  readonly openFilesMax: number;
}

const hourMs = 3_600_000;

export const diskLimits: DiskLimits = {
  // Space is given back a segment at a time, and one is read through before the first read in it after a start.
  segmentBytesMax: 64 * 1024 * 1024,
  segmentAgeMaxMs: hourMs,
  // What is read in vain, at the most, to find one record; each place kept takes 24 bytes of memory.
  indexStepBytes: 64 * 1024,
  // Well below the 1,024 that many hosts allow a process.
  openFilesMax: 256,
};

/**
 * Keeps streams in a data folder, which one process has at a time:
 *
 *   catalog.json                               what is known of the streams
 *   STREAM/SHARD/00000000000000000000.log      records, in segments named after the number of their first record
 *   claim.db                                   locked while a process has the folder
 *
 * What was appended or saved survives the end of the process, however it ends; a power cut may take the records of the
 * last seconds, never the catalog. Throws StoreError where the folder is in use, cannot be written, or is damaged.
 */
export class DiskStorage implements Storage {
  readonly #folder: string;
  readonly #claim: { close(): void };
  readonly #catalog: CatalogFile;
  readonly #files: OpenFiles;
  readonly #limits: DiskLimits;
  readonly #told: (message: string) => void;

  /** `told` hears, one line at a time, of what is missing or damaged in the folder, and leaves the rest as it was. */
  constructor(folder: string, limits: DiskLimits = diskLimits, told: (message: string) => void = () => {}) {
    this.#told = told;
    this.#folder = resolve(folder);
    this.#claim = claimDataFolder(this.#folder);
    this.#catalog = new CatalogFile(join(this.#folder, 'catalog.json'));
    this.#files = new OpenFiles(limits.openFilesMax);
    this.#limits = limits;
  }

  load(): Catalog | undefined {
    const catalog = this.#catalog.load();
    for (const finding of compare(this.#folder, catalog)) this.#told(finding);
    return catalog;
  }

  save(catalog: Catalog): void {
    this.#catalog.save(catalog);
  }

  openLog(streamId: string, shardId: string): RecordLog {
    const log = new SegmentLog(this.#pathOf(streamId, shardId), this.#files, this.#limits);
    if (log.damage !== undefined) this.#told(log.damage.message);
    return log;
  }

  removeLog(streamId: string, shardId: string): void {
    this.#remove(this.#pathOf(streamId, shardId));
  }

  removeStream(streamId: string): void {
    this.#remove(this.#pathOf(streamId));
  }

  /** Lets go of the folder; not to be used after it. */
  close(): void {
    this.#files.closeAll();
    this.#claim.close();
  }

  #remove(path: string): void {
    this.#files.close(path);
    writing(path, () => rmSync(path, { recursive: true, force: true }));
  }

  #pathOf(...ids: readonly string[]): string {
    for (const id of ids)
      if (!/^[\w.-]+$/.test(id) || /^\.+$/.test(id)) throw new Error(`"${id}" is no name for a folder`);
    return join(this.#folder, ...ids);
  }
}
