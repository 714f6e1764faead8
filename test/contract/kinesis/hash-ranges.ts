import assert from 'node:assert/strict';
import type { HashKeyRange, Shard } from '@aws-sdk/client-kinesis';

/** Hash keys are 128-bit unsigned integers (PutRecord, PartitionKey). */
export const hashKeyMax = 2n ** 128n - 1n;

export interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

export function rangeOf({ HashKeyRange }: { readonly HashKeyRange?: HashKeyRange | undefined }): Range {
  const { StartingHashKey, EndingHashKey } = HashKeyRange ?? {};
  assert.ok(StartingHashKey !== undefined && EndingHashKey !== undefined, 'a shard without hash key range');
  return { start: BigInt(StartingHashKey), end: BigInt(EndingHashKey) };
}

export function middleOf(shard: Shard): bigint {
  const { start, end } = rangeOf(shard);
  return start + (end - start + 1n) / 2n;
}

/** In the order of their hash keys. */
export function inOrder<T extends { readonly HashKeyRange?: HashKeyRange | undefined }>(
  shards: readonly T[],
): T[] {
  return shards.toSorted((left, right) => (rangeOf(left).start < rangeOf(right).start ? -1 : 1));
}

export function isOpen({ SequenceNumberRange }: Shard): boolean {
  return (SequenceNumberRange?.EndingSequenceNumber ?? undefined) === undefined;
}

/** That the shards cover the range, each key once. */
export function assertCover(shards: readonly Shard[], whole: Range = { start: 0n, end: hashKeyMax }): void {
  const ranges = inOrder(shards).map(rangeOf);
  assert.equal(ranges[0]?.start, whole.start);
  assert.equal(ranges.at(-1)?.end, whole.end);
  for (const [index, { start }] of ranges.entries()) {
    if (index > 0) assert.equal(start, (ranges[index - 1]?.end ?? 0n) + 1n, 'a gap, or an overlap');
  }
}

/** That no shard is more than a hundredth larger or smaller than its share. */
export function assertEven(shards: readonly Shard[]): void {
  const share = (hashKeyMax + 1n) / BigInt(shards.length);
  for (const { start, end } of shards.map(rangeOf)) {
    const difference = end - start + 1n - share;
    assert.ok(
      difference * 100n < share && difference * -100n < share,
      `${start} to ${end} is not ${share} keys`,
    );
  }
}
