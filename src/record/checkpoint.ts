/** How far a shard was read: every record up to the place has all its documents acknowledged. */
export type Checkpoint =
  /** From the oldest record on. */
  | { readonly kind: 'trimHorizon' }
  /** From the first record at or after this time on, ms UTC. */
  | { readonly kind: 'timestamp'; readonly timeMs: number }
  /** After the record with this sequence number. */
  | { readonly kind: 'sequence'; readonly sequenceNumber: string }
  /** The shard was split or merged, and its last record is safe. */
  | { readonly kind: 'shardEnd' };

/** Remembers checkpoints by shard. What `set` was given is on the disk when it returns. */
export interface CheckpointStore {
  /** Whether the stream was never read. */
  isEmpty(): boolean;
  get(shardId: string): Checkpoint | undefined;
  set(checkpoints: readonly ShardCheckpoint[]): void;
  close(): void;
}

export interface ShardCheckpoint {
  readonly shardId: string;
  readonly checkpoint: Checkpoint;
}
