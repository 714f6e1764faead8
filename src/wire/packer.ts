import type { EncodedEvents } from '../record/encoded.ts';
import type { Event, FieldValue } from '../record/event.ts';
import type { Position } from '../record/position.ts';
import { BlockEncoder, encodeEvent } from './block.ts';
import { BufferPool } from './buffer-pool.ts';

/** What becomes the data of one record, and what is safe once that record is. */
export interface Packed {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly events: number;
  /** The last position of each file that has events in it. */
  readonly positions: readonly Position[];
  /** Decides the shard; without one any shard will do. */
  readonly partitionKey?: string;
  /** Lines that are not to be sent: to be kept as dead letters. Then `bytes` may be empty, and is not to be sent either. */
  readonly refused?: readonly Refusal[];
  /** To be called when nobody needs `bytes` any more; they are written over then. */
  readonly release?: () => void;
}

/** A line that is no record, with the reason. */
export interface Refusal {
  /** Short and stable: `unparsed_line`. */
  readonly code: string;
  readonly reason: string;
  readonly line: Uint8Array;
}

/** One line as it stands in the file. */
export interface RawLine {
  /** With its newline; valid until the next chunk is read. */
  readonly bytes: Buffer;
  /** Whether it is a part of a longer line, and not the last. */
  readonly goesOn: boolean;
}

/** Gathers events into the data of records. */
export interface Packer {
  /** Adds one event, and the line that it is of; gives what is complete by now. */
  add(event: Event, position: Position, nowMs: number, line: RawLine): Packed | undefined;
  /**
   * Moves the position of a file past events that are not sent. False where nothing is open that would carry it: then
   * all that was added is on its way, and it has to be passed on without a record.
   */
  pass(position: Position): boolean;
  /** What has waited long enough, or `undefined`. */
  due(nowMs: number): Packed | undefined;
  /** What is left. */
  flush(): Packed | undefined;
}

export interface PackerOptions {
  /** Fields that are the same for all events of this agent. */
  readonly sharedFields: { readonly [field: string]: FieldValue };
  readonly blockBytesMax: number;
  readonly flushDelayMs: number;
  readonly mintId: () => string;
}

/** Under the record limit of 1 MiB with its partition key, should nothing of it compress. */
const recordBytesMax = 1024 * 1024 - 256;

/** One that is filled, one that is compressed, one that waits. */
const buffersKept = 3;

/** `format: block`: many events a record. A block closes by its uncompressed size or by the age of its first event. */
export class BlockPacker implements Packer {
  readonly #options: PackerOptions;
  readonly #buffers = new BufferPool(buffersKept, recordBytesMax);
  #open: { id: string; block: BlockEncoder; sinceMs: number; positions: Map<string, Position> } | undefined;

  constructor(options: PackerOptions) {
    this.#options = options;
  }

  add(event: Event, position: Position, nowMs: number): Packed | undefined {
    this.#open ??= this.#openBlock(nowMs);
    const { block, positions } = this.#open;
    const bytesBefore = block.bytes;
    block.add(event);
    if (block.bytes > recordBytesMax && block.events > 1) {
      // One event that makes too much of it must not take the others to the dead letters.
      block.cutBack(bytesBefore);
      const full = this.flush();
      this.#open = this.#openBlock(nowMs);
      this.#open.block.add(event);
      this.#open.positions.set(position.generation, position);
      return full;
    }
    positions.set(position.generation, position);
    return block.bytes >= this.#options.blockBytesMax ? this.flush() : undefined;
  }

  /** Adds the events of a chunk, and gives each block that is complete by them. */
  *addEncoded(events: EncodedEvents, nowMs: number): Generator<Packed> {
    for (let next = 0; next < events.ends.length; ) {
      this.#open ??= this.#openBlock(nowMs);
      const { block, positions } = this.#open;
      block.share(events.fields);
      const end = this.#endInBlock(events.ends, next, block);
      if (end > next) {
        block.addEncoded(events.bytes.subarray(startOf(events, next), startOf(events, end)), end - next);
        positions.set(events.generation, positionBehind(events, end - 1));
        next = end;
      }
      const isFull = end < events.ends.length || block.bytes >= this.#options.blockBytesMax;
      const full = isFull ? this.flush() : undefined;
      if (full !== undefined) yield full;
    }
  }

  /** How many of the events the block takes: up to the one that fills it, and none that makes too much of a record. */
  #endInBlock(ends: readonly number[], from: number, block: BlockEncoder): number {
    const before = block.bytes - (ends[from - 1] ?? 0);
    let end = from;
    for (; end < ends.length; end += 1) {
      const bytes = before + (ends[end] ?? 0);
      if (bytes > recordBytesMax && (end > from || block.events > 0)) return end;
      if (bytes >= this.#options.blockBytesMax) return end + 1;
    }
    return end;
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
    const { id, block, positions } = this.#open;
    this.#open = undefined;
    return {
      id,
      bytes: block.finish(),
      events: block.events,
      positions: [...positions.values()],
      release: () => this.#buffers.give(block.buffer),
    };
  }

  #openBlock(nowMs: number) {
    const { sharedFields, blockBytesMax, mintId } = this.#options;
    const id = mintId();
    // Room for the block and for the event that closes it, so that it seldom grows.
    const room = this.#buffers.take(blockBytesMax + 8_192);
    const block = new BlockEncoder({ id, fields: sharedFields }, room);
    return { id, block, sinceMs: nowMs, positions: new Map<string, Position>() };
  }
}

function startOf({ ends }: EncodedEvents, index: number): number {
  return index === 0 ? 0 : (ends[index - 1] ?? 0);
}

function positionBehind({ generation, endOffsets, lastTimedMs }: EncodedEvents, index: number): Position {
  const offset = endOffsets[index] ?? 0;
  const timedMs = lastTimedMs[index];
  return timedMs === undefined ? { generation, offset } : { generation, offset, lastTimedMs: timedMs };
}

/** `format: single`: one event a record, as one plain MessagePack map. */
export class SinglePacker implements Packer {
  readonly #options: PackerOptions;

  constructor(options: PackerOptions) {
    this.#options = options;
  }

  add(event: Event, position: Position): Packed {
    const bytes = encodeEvent(event, this.#options.sharedFields);
    return { id: position.generation, bytes, events: 1, positions: [position] };
  }

  pass(): boolean {
    return false;
  }

  due(): undefined {
    return undefined;
  }

  flush(): undefined {
    return undefined;
  }
}
