import type { Event } from '../record/event.ts';
import type { Position } from '../record/position.ts';
import type { Packed, Packer, RawLine, Refusal } from './packer.ts';

/** What becomes of a line: data, of which nothing may be the line's own bytes, or no record at all. */
export type LineRecord =
  | { readonly data: Uint8Array; readonly partitionKey?: string }
  | { readonly refused: Refusal };

export interface LinePackerOptions {
  readonly toRecord: (line: RawLine, event: Event, nowMs: number) => LineRecord;
  /** Lines are joined to records of so many bytes, as far as they come within the delay; 0 is one line a record. */
  readonly joinedBytesMax: number;
  readonly flushDelayMs: number;
  readonly mintId: () => string;
}

/** Lines of text as the data of records: one a record, or joined. */
export class LinePacker implements Packer {
  readonly #options: LinePackerOptions;
  #open: OpenRecord | undefined;

  constructor(options: LinePackerOptions) {
    this.#options = options;
  }

  add(event: Event, position: Position, nowMs: number, line: RawLine): Packed | undefined {
    const { toRecord, joinedBytesMax } = this.#options;
    const record = toRecord(line, event, nowMs);
    const isFull = 'data' in record && (this.#open?.bytes ?? 0) + record.data.length > joinedBytesMax;
    const full = isFull ? this.flush() : undefined;
    this.#open ??= {
      parts: [],
      bytes: 0,
      refused: [],
      sinceMs: nowMs,
      positions: new Map(),
      partitionKey: undefined,
    };
    const open = this.#open;
    if ('refused' in record) open.refused.push(record.refused);
    else {
      open.parts.push(record.data);
      open.bytes += record.data.length;
      open.partitionKey = record.partitionKey;
    }
    open.positions.set(position.generation, position);
    return joinedBytesMax === 0 ? this.flush() : full;
  }

  pass(position: Position): boolean {
    this.#open?.positions.set(position.generation, position);
    return this.#open !== undefined;
  }

  due(nowMs: number): Packed | undefined {
    if (this.#open === undefined) return undefined;
    const waitedMs = nowMs - this.#open.sinceMs;
    // Below 0 the machine's clock was set back.
    return waitedMs < 0 || waitedMs >= this.#options.flushDelayMs ? this.flush() : undefined;
  }

  flush(): Packed | undefined {
    if (this.#open === undefined) return undefined;
    const { parts, refused, positions, partitionKey } = this.#open;
    this.#open = undefined;
    const [only = new Uint8Array()] = parts;
    return {
      id: this.#options.mintId(),
      bytes: parts.length > 1 ? Buffer.concat(parts) : only,
      events: parts.length,
      positions: [...positions.values()],
      ...(refused.length > 0 && { refused }),
      ...(partitionKey !== undefined && { partitionKey }),
    };
  }
}

interface OpenRecord {
  readonly parts: Uint8Array[];
  bytes: number;
  readonly refused: Refusal[];
  readonly sinceMs: number;
  readonly positions: Map<string, Position>;
  partitionKey: string | undefined;
}
