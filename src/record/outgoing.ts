import type { Position } from './position.ts';

/** One record on its way to a shard. Retries keep its bytes, its id and its shard. */
export interface OutgoingRecord {
  readonly data: Uint8Array;
  readonly partitionKey: string;
  /** Decimal 128-bit integer; decides the shard. Without it the MD5 of the partition key does. */
  readonly explicitHashKey?: string;
  /** The shard that the map says takes this hash key; empty where there is no map. */
  readonly shardId: string;
  readonly events: number;
  readonly positions: readonly Position[];
}
