import { hash } from 'node:crypto';
import { seededRandom } from '../../src/demo/random.ts';
import type { Random } from '../../src/flow/clock.ts';

/**
 * Chance for one part of a run. Each part has its own, so that one that draws once more, after a change to the code,
 * does not change what the others draw.
 */
export function chanceOf(seed: number, part: string): Random {
  return seededRandom(Number.parseInt(hash('md5', `${seed} ${part}`, 'hex').slice(0, 8), 16));
}

/** 64 bits in hex, as an agent mints them, but from a seed. */
export function seededIds(random: Random): () => string {
  const half = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return () => half() + half();
}
