/** An open shard and the range of hash keys it takes, both ends included. */
export interface Shard {
  readonly shardId: string;
  readonly startHashKey: bigint;
  readonly endHashKey: bigint;
}

type HashRange = Pick<Shard, 'startHashKey' | 'endHashKey'>;

/** The open shards of a stream, in order of their hash keys. */
export class ShardMap<OpenShard extends HashRange = Shard> {
  readonly shards: readonly OpenShard[];

  constructor(shards: readonly OpenShard[]) {
    if (shards.length === 0) throw new RangeError('a stream has at least one open shard');
    this.shards = [...shards].sort((left, right) => (left.startHashKey < right.startHashKey ? -1 : 1));
  }

  /** The shard whose range holds the hash key; undefined in a hole, which only a map read mid-reshard has. */
  shardOf(hashKey: bigint): OpenShard | undefined {
    let low = 0;
    let high = this.shards.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const shard = this.shards[middle];
      if (shard === undefined) return undefined;
      if (hashKey < shard.startHashKey) high = middle - 1;
      else if (hashKey > shard.endHashKey) low = middle + 1;
      else return shard;
    }
    return undefined;
  }
}

/** The explicit hash key that aims at a shard: its middle, which a later split leaves inside one child. */
export function explicitHashKey(shard: Shard): string {
  return ((shard.startHashKey + shard.endHashKey) / 2n).toString();
}
