import { describe, expect, test } from 'vitest';
import {
  type Compression,
  compress,
  compressions,
  decompress,
  sniffCompression,
} from '../../../src/wire/compression.ts';

describe.each(compressions)('%s', (compression) => {
  test.each([0, 1, 1_000, 1_000_000])('takes %i bytes there and back', async (size) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => (index * index) % 251));
    const compressed = await compress(bytes, compression);
    expect(Buffer.compare(await decompress(compressed, compression, size + 1), bytes)).toBe(0);
    if (compression !== 'none') expect(sniffCompression(compressed)).toBe(compression);
  });
});

test.each<[hex: string, expected: Compression]>([
  ['28b52ffd', 'zstd'],
  ['28b52f', 'none'],
  ['1f8b', 'gzip'],
  ['1f', 'none'],
  ['', 'none'],
  ['7b7d', 'none'],
])('%s begins %s', (hex, expected) => {
  expect(sniffCompression(Buffer.from(hex, 'hex'))).toBe(expected);
});

test.each(['zstd', 'gzip'] as const)('%s gives no more than it is asked for', async (compression) => {
  const compressed = await compress(Buffer.alloc(1_000), compression);
  await expect(decompress(compressed, compression, 999)).rejects.toThrow('larger than 999');
});

test('a zstd frame says its size and its checksum, which other readers need', async () => {
  const [, , , , descriptor = 0] = await compress(Buffer.alloc(1_000, 'x'), 'zstd');
  const hasChecksum = (descriptor & 0x04) !== 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  expect([hasChecksum, isSingleSegment || descriptor >> 6 > 0]).toEqual([true, true]);
});
