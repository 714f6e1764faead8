import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, decodedBytes } from '../../../../src/local-stream/http/base64.ts';

describe('base64', () => {
  test('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(decodedBytes(text)).toBe(bytes.length);
        expect(Buffer.from(decode(text) ?? [1])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test.each([
    ['a length that is no multiple of four', 'QUJ'],
    ['a character of another alphabet', 'QU!D'],
    ['the URL alphabet', 'QU-_'],
    ['a blank', 'QU D'],
    ['padding in the middle', 'QQ==QUJD'],
    ['too much padding', 'Q==='],
    ['nothing but padding', '===='],
    ['bits that belong to no byte, before one =', 'QUF='],
    ['bits that belong to no byte, before two', 'QR=='],
    ['a character beyond ASCII', 'QUJ\u0151'],
  ])('is not %s', (_name, text) => {
    expect(decode(text)).toBeUndefined();
  });
});
