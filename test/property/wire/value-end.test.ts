import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ValueEnd } from '../../../src/wire/message-pack-scan.ts';

const limits = { depthMax: 64, valuesMax: 10_000 };
const value = fc.oneof(fc.jsonValue(), fc.uint8Array({ maxLength: 400 }), fc.double(), fc.integer());

it('finds the end of a value, in whatever pieces it comes, and not before it is there', () => {
  fc.assert(
    fc.property(value, value, fc.integer({ min: 1, max: 300 }), (first, second, pieceBytes) => {
      const end = encode(first).length;
      const bytes = Buffer.concat([encode(first), encode(second)]);
      const scan = new ValueEnd(limits);
      for (let length = pieceBytes; ; length += pieceBytes) {
        const found = scan.find(bytes.subarray(0, length));
        expect(found).toBe(length < end ? undefined : end);
        if (found !== undefined) return;
      }
    }),
  );
});

it('ends on bytes of any kind: with a place, a wish for more, or an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        expect(new ValueEnd(limits).find(bytes) ?? 0).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});
