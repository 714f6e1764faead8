import type { DeliveryLimits } from './flow/deliver.ts';
import type { Sink } from './flow/seams.ts';
import type { OutgoingRecord } from './record/outgoing.ts';
import type { Packed } from './wire/packer.ts';

/** What lies between packed events and where they go: one for each type of output. */
export interface AgentRoad {
  /** What it is called, in the log and in dead letters. */
  readonly target: string;
  readonly sink: Sink<OutgoingRecord>;
  readonly limits: DeliveryLimits;
  /** Resolves with the shards when records can be taken. Fails with a SinkError. */
  ready(signal: AbortSignal): Promise<readonly string[]>;
  /** The data of a record: begins at once, on another thread where it takes long. */
  encode(bytes: Uint8Array): Promise<Uint8Array>;
  /** The record, and how long to wait before it may be sent; undefined where all was forced to end. */
  place(packed: Packed, data: Uint8Array): Promise<PlacedRecord | undefined>;
}

export interface PlacedRecord {
  readonly record: OutgoingRecord;
  readonly waitMs: number;
}
