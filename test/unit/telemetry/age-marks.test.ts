import { expect, test } from 'vitest';
import { AgeMarks } from '../../../src/telemetry/age-marks.ts';

function marks(...added: readonly [until: number, timeMs: number][]): AgeMarks {
  const all = new AgeMarks();
  for (const [until, timeMs] of added) all.add(until, timeMs);
  return all;
}

test.each<[string, AgeMarks, settled: number, expected: number | undefined]>([
  ['nothing came', marks(), 0, undefined],
  ['nothing is settled', marks([10, 1], [20, 2]), 0, 1],
  ['a part of the oldest', marks([10, 1], [20, 2]), 9, 1],
  ['the oldest', marks([10, 1], [20, 2]), 10, 2],
  ['all', marks([10, 1], [20, 2]), 20, undefined],
  ['what came again is as old as it was', marks([10, 1], [10, 5], [5, 6]), 0, 1],
])('%s', (_name, all, settled, expected) => {
  all.settle(settled);
  expect(all.oldestMs).toBe(expected);
});

test('a long backlog is never told younger than it is, and not much older', () => {
  const all = new AgeMarks();
  for (let at = 1; at <= 10_000; at += 1) all.add(at, at);
  for (let settled = 0; settled < 10_000; settled += 7) {
    all.settle(settled);
    const oldest = all.oldestMs ?? Number.NaN;
    expect(oldest).toBeLessThanOrEqual(settled + 1);
    expect(oldest).toBeGreaterThan(settled - 10_000 / 16);
  }
});

test('a file that was cut holds nothing beyond', () => {
  const all = marks([10, 1], [20, 2], [30, 3]);
  all.cut(15);
  all.settle(10);
  expect(all.oldestMs).toBe(2);
  all.settle(15);
  expect(all.oldestMs).toBeUndefined();
});
