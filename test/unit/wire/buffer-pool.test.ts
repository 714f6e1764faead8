import { expect, test } from 'vitest';
import { BufferPool } from '../../../src/wire/buffer-pool.ts';

test('gives a buffer again, also for a part of it', () => {
  const pool = new BufferPool(2, 1_000_000);
  const first = pool.take(300_000);
  expect(first.length).toBeGreaterThanOrEqual(300_000);
  pool.give(first.subarray(0, 10));
  expect(pool.take(first.length).buffer).toBe(first.buffer);
  expect(pool.take(1).buffer).not.toBe(first.buffer);
});

test('keeps no more than so many, and none that is larger', () => {
  const pool = new BufferPool(1, 300_000);
  const large = pool.take(400_000);
  pool.give(large);
  expect(pool.take(400_000).buffer).not.toBe(large.buffer);
  const [one, two] = [pool.take(10), pool.take(10)];
  pool.give(one);
  pool.give(two);
  expect(pool.take(10).buffer).toBe(two.buffer);
  expect(pool.take(10).buffer).not.toBe(one.buffer);
});
