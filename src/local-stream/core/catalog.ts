/** All that is known of the streams but their records. Plain data: it is saved as JSON. */
export interface Catalog {
  readonly version: 1;
  readonly streams: readonly StreamState[];
}

export type StreamStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
export type StreamMode = 'PROVISIONED' | 'ON_DEMAND';

export interface StreamState {
  readonly name: string;
  /** Tells a stream from another one that had its name before. */
  readonly id: string;
  readonly createdMs: number;
  status: StreamStatus;
  /** What happens when the status ends, and when. */
  change: StreamChange | undefined;
  mode: StreamMode;
  retentionHours: number;
  recordKibibytesMax: number;
  /** The KMS key it is said to be encrypted with; nothing is encrypted here. */
  kmsKeyId: string | undefined;
  tags: Record<string, string>;
  /** In the order of their numbers, closed ones too until their last record is trimmed. */
  shards: ShardState[];
  consumers: ConsumerState[];
  /** The number in the id of the next shard. */
  nextShard: number;
  /** When UpdateShardCount was called within the last 24 hours. */
  scaledAtMs: number[];
}

export type StreamChange =
  | { readonly kind: 'activate'; readonly dueMs: number }
  | { readonly kind: 'delete'; readonly dueMs: number }
  | {
      readonly kind: 'split';
      readonly dueMs: number;
      readonly shardId: string;
      readonly startHashKey: string;
    }
  | { readonly kind: 'merge'; readonly dueMs: number; readonly shardIds: readonly [string, string] }
  | { readonly kind: 'scale'; readonly dueMs: number; readonly shardCount: number }
  | { readonly kind: 'retain'; readonly dueMs: number; readonly retentionHours: number };

export interface ShardState {
  readonly shardId: string;
  /** 128-bit integers in decimal, both inclusive. */
  readonly startHashKey: string;
  readonly endHashKey: string;
  readonly parentShardId: string | undefined;
  readonly adjacentParentShardId: string | undefined;
  /** Later than that of its parents: its sequence numbers begin with it. */
  readonly createdMs: number;
  /** When it stopped taking records. */
  closedMs: number | undefined;
}

export interface ConsumerState {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  /** CREATING before, ACTIVE from then on. */
  readonly activeMs: number;
  /** DELETING until then, gone afterwards; undefined while it is wanted. */
  deletedMs: number | undefined;
}
