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
  /** The record, and how long to wait before it may be sent; undefined where all was forced to end. */
  place(packed: Packed): Promise<{ readonly record: OutgoingRecord; readonly waitMs: number } | undefined>;
}
