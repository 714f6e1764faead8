import { ShardMap } from '../../shard/shard-map.ts';
import type { ShardState, StreamState } from './catalog.ts';
import { KinesisError } from './errors.ts';
import { Shard } from './shard.ts';
import type { Storage } from './storage.ts';

const hourMs = 3_600_000;

/** One stream at work: what the catalog says of it, and its shards with their records. */
export class Stream {
  readonly state: StreamState;
  readonly arn: string;
  readonly #storage: Storage;
  readonly #shards = new Map<string, Shard>();
  /** Made anew when it is asked for after a change: a stream may open thousands of shards at once. */
  #open: ShardMap<Shard> | undefined;

  constructor(state: StreamState, arn: string, storage: Storage, nowMs: number) {
    this.state = state;
    this.arn = arn;
    this.#storage = storage;
    for (const shard of state.shards) this.#add(shard, nowMs);
  }

  get shards(): readonly Shard[] {
    return [...this.#shards.values()];
  }

  /** In the order of their hash keys, which together are the whole key space. */
  get openShards(): readonly Shard[] {
    return this.#openMap.shards;
  }

  /** Records that arrived before this are gone. */
  horizonMs(nowMs: number): number {
    return nowMs - this.state.retentionHours * hourMs;
  }

  /** As answers tell it; a record put before it was started says so too, which Kinesis would tell apart. */
  get encryption(): { readonly EncryptionType?: 'KMS' } {
    return this.state.kmsKeyId === undefined ? {} : { EncryptionType: 'KMS' };
  }

  /** For messages. */
  whereIs(shardId: string): string {
    return `shard ${shardId} in stream ${this.state.name} under account ${accountId}`;
  }

  findShard(shardId: string): Shard | undefined {
    return this.#shards.get(shardId);
  }

  /** Throws ResourceNotFoundException. */
  shard(shardId: string): Shard {
    const shard = this.#shards.get(shardId);
    if (shard !== undefined) return shard;
    throw new KinesisError('ResourceNotFoundException', `Could not find ${this.whereIs(shardId)}.`);
  }

  shardOf(hashKey: bigint): Shard {
    const shard = this.#openMap.shardOf(hashKey);
    if (shard === undefined)
      throw new Error(`no open shard of stream ${this.state.name} has hash key ${hashKey}`);
    return shard;
  }

  childrenOf(shardId: string): readonly Shard[] {
    return this.shards.filter(
      ({ state }) => state.parentShardId === shardId || state.adjacentParentShardId === shardId,
    );
  }

  /** A new shard that takes the place of its parents, which close. Its id is the next number. */
  replace(parents: readonly Shard[], start: bigint, end: bigint, nowMs: number): Shard {
    const createdMs = Math.max(nowMs, ...parents.map(({ state }) => state.createdMs + 1));
    for (const parent of parents) parent.state.closedMs ??= createdMs;
    const [parent, adjacent] = parents;
    const state: ShardState = {
      shardId: `shardId-${String(this.state.nextShard).padStart(12, '0')}`,
      startHashKey: String(start),
      endHashKey: String(end),
      parentShardId: parent?.id,
      adjacentParentShardId: adjacent?.id,
      createdMs,
      closedMs: undefined,
    };
    this.state.nextShard += 1;
    this.state.shards.push(state);
    return this.#add(state, nowMs);
  }

  /** Forgets records past the retention, and closed shards that have none left. True when a shard went. */
  trim(nowMs: number): boolean {
    const horizonMs = this.horizonMs(nowMs);
    for (const { log } of this.#shards.values()) log.trim(horizonMs);
    const gone = this.shards.filter(
      ({ state }) => state.closedMs !== undefined && state.closedMs < horizonMs,
    );
    for (const shard of gone) {
      this.#shards.delete(shard.id);
      this.#storage.removeLog(this.state.id, shard.id);
    }
    if (gone.length > 0)
      this.state.shards = this.state.shards.filter(({ shardId }) => this.#shards.has(shardId));
    return gone.length > 0;
  }

  #add(state: ShardState, nowMs: number): Shard {
    const shard = new Shard(state, this.#storage.openLog(this.state.id, state.shardId), nowMs);
    this.#shards.set(shard.id, shard);
    this.#open = undefined;
    return shard;
  }

  get #openMap(): ShardMap<Shard> {
    this.#open ??= new ShardMap(this.shards.filter(({ isOpen }) => isOpen));
    return this.#open;
  }
}

/** The account that everything here belongs to. */
export const accountId = '000000000000';
