import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32Of } from '../../../src/parse/bytes/crc32.ts';

test('is the checksum of node:zlib, of any part at any place', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(100), (bytes, one, other) => {
      const [start, end] = [Math.min(one, other, bytes.length), Math.min(Math.max(one, other), bytes.length)];
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      expect(crc32Of(bytes, view, start, end)).toBe(crc32(bytes.subarray(start, end)));
    }),
  ));
