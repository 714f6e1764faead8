import { hashKeyMax } from '../../shard/hash-key.ts';

/** A range of hash keys, both ends inclusive. */
export interface HashRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** The whole key space in this many ranges of the same size, as CreateStream makes them. */
export function evenRanges(count: number): HashRange[] {
  const size = (hashKeyMax + 1n) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    start: size * BigInt(index),
    end: index === count - 1 ? hashKeyMax : size * BigInt(index + 1) - 1n,
  }));
}

/** The starts of ranges at which a range is to be cut so that each piece lies within one of them; in order. */
export function cutsWithin(range: HashRange, targets: readonly HashRange[]): bigint[] {
  return targets.map(({ start }) => start).filter((start) => start > range.start && start <= range.end);
}
