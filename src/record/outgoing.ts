import type { Position } from './position.ts';

/** One record on its way to a shard. Retries keep its bytes, its id and its shard. */
export interface OutgoingRecord {
  readonly data: Uint8Array;
  readonly partitionKey: string;
  /** Decimal 128-bit integer; decides the shard. */
  readonly explicitHashKey: string;
  /** The shard that the map says takes this hash key. */
  readonly shardId: string;
  readonly events: number;
  readonly positions: readonly Position[];
}
