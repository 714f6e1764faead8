import type { Catalog } from './catalog.ts';
import type { ReadBounds, RecordLog, Storage, StoredRecord } from './storage.ts';

/** Keeps everything in memory: for simulations and tests. */
export class MemoryStorage implements Storage {
  readonly #logs = new Map<string, Map<string, MemoryLog>>();
  #saved: string | undefined;

  load(): Catalog | undefined {
    return this.#saved === undefined ? undefined : JSON.parse(this.#saved);
  }

  save(catalog: Catalog): void {
    this.#saved = JSON.stringify(catalog);
  }

  openLog(streamId: string, shardId: string): RecordLog {
    const logs = this.#logs.get(streamId) ?? new Map<string, MemoryLog>();
    this.#logs.set(streamId, logs);
    const log = logs.get(shardId) ?? new MemoryLog();
    logs.set(shardId, log);
    return log;
  }

  removeLog(streamId: string, shardId: string): void {
    this.#logs.get(streamId)?.delete(shardId);
  }

  removeStream(streamId: string): void {
    this.#logs.delete(streamId);
  }
}

class MemoryLog implements RecordLog {
  #records: StoredRecord[] = [];
  start = 0;

  get end(): number {
    return this.start + this.#records.length;
  }

  append(records: readonly StoredRecord[]): void {
    for (const { arrivalMs, partitionKey, data } of records)
      this.#records.push({ arrivalMs, partitionKey, data: new Uint8Array(data) });
  }

  read(from: number, { recordsMax, bytesMax, end }: ReadBounds): StoredRecord[] {
    const first = from - this.start;
    const wanted = this.#records.slice(
      first,
      Math.max(first, Math.min(end - this.start, first + recordsMax)),
    );
    let bytes = 0;
    const fit = wanted.findIndex((record) => {
      bytes += record.data.length + Buffer.byteLength(record.partitionKey);
      return bytes > bytesMax;
    });
    return fit === -1 ? wanted : wanted.slice(0, Math.max(1, fit));
  }

  numberAtTime(timeMs: number): number {
    const index = this.#records.findIndex(({ arrivalMs }) => arrivalMs >= timeMs);
    return index === -1 ? this.end : this.start + index;
  }

  trim(beforeMs: number): void {
    const start = this.numberAtTime(beforeMs);
    if (start === this.start) return;
    this.#records = this.#records.slice(start - this.start);
    this.start = start;
  }
}
