import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  bytes,
  formatDuration,
  formatSize,
  milliseconds,
  parseDuration,
  parseSize,
} from '../../../src/config/units.ts';

describe('sizes', () => {
  it.each([
    { written: 0, value: 0 },
    { written: 1500, value: 1500 },
    { written: '1500', value: undefined },
    { written: '7B', value: 7 },
    { written: '256KiB', value: 262_144 },
    { written: '5MiB', value: 5_242_880 },
    { written: '1 MB', value: 1_000_000 },
    { written: '1.5kB', value: 1500 },
    { written: '1.1MB', value: 1_100_000 },
    { written: '2gib', value: 2_147_483_648 },
    { written: '1TB', value: 1e12 },
    { written: '1TiB', value: 1_099_511_627_776 },
    { written: '1.0001kB', value: undefined },
    { written: '5M', value: undefined },
    { written: '5  MiB', value: undefined },
    { written: '-5MiB', value: undefined },
    { written: -5, value: undefined },
    { written: 1.5, value: undefined },
    { written: '5s', value: undefined },
    { written: '', value: undefined },
    { written: true, value: undefined },
    { written: '99999999TiB', value: undefined },
  ])('$written', ({ written, value }) => {
    expect(bytes().safeParse(written).data).toBe(value);
  });
});

describe('durations', () => {
  it.each([
    { written: 250, value: 250 },
    { written: '250ms', value: 250 },
    { written: '5s', value: 5000 },
    { written: '0.5s', value: 500 },
    { written: '1 m', value: 60_000 },
    { written: '1h', value: 3_600_000 },
    { written: '7d', value: 604_800_000 },
    { written: '1M', value: undefined },
    { written: '1m30s', value: undefined },
    { written: '5KiB', value: undefined },
    { written: 'soon', value: undefined },
  ])('$written', ({ written, value }) => {
    expect(milliseconds().safeParse(written).data).toBe(value);
  });
});

describe('bounds', () => {
  it.each([
    { option: bytes({ min: 1024 }), written: '1KiB', message: undefined },
    { option: bytes({ min: 1024 }), written: 1023, message: 'must be at least 1KiB' },
    { option: bytes({ max: 1_000_000 }), written: '1MB', message: undefined },
    { option: bytes({ max: 1_000_000 }), written: '1MiB', message: 'must be at most 1MB' },
    { option: milliseconds({ min: 10, max: 90_000 }), written: '2m', message: 'must be at most 90s' },
    { option: milliseconds({ min: 10 }), written: 0, message: 'must be at least 10ms' },
  ])('$written: $message', ({ option, written, message }) => {
    expect(option.safeParse(written).error?.issues[0]?.message).toBe(message);
  });

  it('leave a default in typed units', () => {
    expect(z.object({ flushDelayMs: milliseconds().default(1000) }).parse({})).toEqual({
      flushDelayMs: 1000,
    });
  });
});

describe('the way back to text', () => {
  it.each([
    { sizeBytes: 0, text: '0B' },
    { sizeBytes: 1500, text: '1500B' },
    { sizeBytes: 1_000_000, text: '1MB' },
    { sizeBytes: 1_048_576, text: '1MiB' },
    { sizeBytes: 24 * 1024, text: '24KiB' },
  ])('$sizeBytes bytes are $text', ({ sizeBytes, text }) => {
    expect(formatSize(sizeBytes)).toBe(text);
  });

  it.each([
    { durationMs: 0, text: '0ms' },
    { durationMs: 250, text: '250ms' },
    { durationMs: 60_000, text: '1m' },
    { durationMs: 90_000, text: '90s' },
    { durationMs: 86_400_000, text: '1d' },
  ])('$durationMs ms are $text', ({ durationMs, text }) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(), fc.maxSafeNat()), (value) => {
        expect(parseSize(formatSize(value))).toBe(value);
        expect(parseDuration(formatDuration(value))).toBe(value);
      }),
    );
  });
});
