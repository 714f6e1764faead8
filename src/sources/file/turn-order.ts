import type { Life } from './life.ts';

/** Rotated files first, the oldest before the others: they are the ones that may disappear. */
export function inTurn(lives: Iterable<Life>): Life[] {
  const rotated: Life[] = [];
  const others: Life[] = [];
  for (const life of lives) (life.rotatedAtMs === undefined ? others : rotated).push(life);
  rotated.sort(
    (left, right) => (left.rotatedAtMs ?? 0) - (right.rotatedAtMs ?? 0) || writtenMs(left) - writtenMs(right),
  );
  return [...rotated, ...others];
}

/** Of files that were found rotated at one look, after a time without looks, the older ones were written before. */
function writtenMs({ home }: Life): number {
  return Number((home?.modifiedNs ?? 0n) / 1_000_000n);
}
