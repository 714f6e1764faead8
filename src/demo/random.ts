import type { Random } from '../flow/clock.ts';

/** Seeded chance (mulberry32, Tommy Ettinger's 32-bit generator): the same seed gives the same sequence. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number, `low` ≤ n ≤ `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** Draws from choices by weight: `[3, 'a'], [1, 'b']` gives `a` three times out of four. At least one choice. */
export function weighted<T>(
  choices: readonly (readonly [weight: number, value: T])[],
): (random: Random) => T {
  const sums = runningSums(choices.map(([weight]) => weight));
  return (random) => {
    const chosen = choices[firstAbove(sums, random() * (sums.at(-1) ?? 0))];
    if (chosen === undefined) throw new RangeError('weighted() needs at least one choice');
    return chosen[1];
  };
}

/** Draws evenly. */
export function evenly<T>(choices: readonly T[]): (random: Random) => T {
  return weighted(choices.map((value) => [1, value] as const));
}

/**
 * Draws a rank 0 … `count`-1 as visits to pages are spread (Zipf): rank r in proportion to 1 / (r + 1)^`exponent`,
 * so that a few products are looked at all the time and most hardly ever.
 */
export function zipf(count: number, exponent: number): (random: Random) => number {
  const sums = runningSums(Array.from({ length: count }, (_, rank) => (rank + 1) ** -exponent));
  return (random) => firstAbove(sums, random() * (sums.at(-1) ?? 0));
}

function runningSums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/** Binary search: the index of the first of the ascending `values` above `limit`, or the last index. */
function firstAbove(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
