import { expect, test } from 'vitest';
import { SeededRandom } from '../../fuzz/random.ts';
import { fuzzedFormats, problemOf, slownessOf } from '../../fuzz/rules.ts';
import { fuzz } from '../../fuzz/run.ts';

test('a thousand lines that are nearly of a format', { timeout: 60_000 }, () => {
  expect(fuzz(7, (lines) => lines === 1_000)).toEqual({ lines: 1_000, findings: [] });
});

test('a seed decides the lines', () => {
  const draw = (seed: number) => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 5 }, () => random.below(1_000));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('every format is fuzzed, and rules find what they look for', () => {
  expect(fuzzedFormats.length).toBeGreaterThan(14);
  // The group leaves the end of the line out, and it is told not to keep it.
  const forgetful = { type: 'regex', pattern: '^(?<a>\\w+)', keepOriginal: false } as const;
  expect(problemOf(forgetful, 'kept lost')).toBe('lost: lost');
  expect(slownessOf('plain', (chars) => 'x'.repeat(chars))).toBeUndefined();
});
