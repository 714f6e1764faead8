import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../../src/config/near.ts';

describe('the distance of two words', () => {
  it.each([
    { from: '', to: '', distance: 0 },
    { from: 'even', to: '', distance: 4 },
    { from: 'even', to: 'even', distance: 0 },
    { from: 'evn', to: 'even', distance: 1 },
    { from: 'evne', to: 'even', distance: 1 },
    { from: 'kitten', to: 'sitting', distance: 3 },
  ])('$from → $to', ({ from, to, distance }) => {
    expect(editDistance(from, to)).toBe(distance);
    expect(editDistance(to, from)).toBe(distance);
  });
});

describe('the word that was meant', () => {
  const options = ['flushDelayMs', 'blockBytesMax', 'balance', 'type', 'paths', 'url'];
  it.each([
    { written: 'flushDelay', meant: 'flushDelayMs' },
    { written: 'flush_delay_ms', meant: 'flushDelayMs' },
    { written: 'flush', meant: 'flushDelayMs' },
    { written: 'FLUSH-DELAY-MS', meant: 'flushDelayMs' },
    { written: 'blockByteMax', meant: 'blockBytesMax' },
    { written: 'balanec', meant: 'balance' },
    { written: 'pathes', meant: 'paths' },
    { written: 'typ', meant: 'type' },
    { written: 'uri', meant: 'url' },
    { written: 'ip', meant: undefined },
    { written: 'compression', meant: undefined },
    { written: '', meant: undefined },
  ])('$written → $meant', ({ written, meant }) => {
    expect(nearest(written, options)).toBe(meant);
  });
});
