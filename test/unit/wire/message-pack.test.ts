import { decode, encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../../../src/record/event.ts';
import { MessagePackWriter } from '../../../src/wire/message-pack.ts';

function write(...values: FieldValue[]): Uint8Array {
  const writer = new MessagePackWriter(8);
  for (const value of values) writer.write(value);
  return new Uint8Array(writer.bytes);
}

const name = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => text !== '__proto__');
const { value: fieldValue } = fc.letrec<{ value: FieldValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.maxSafeInteger(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(name, tie('value'), { maxKeys: 20, noNullPrototype: true }),
  ),
}));

describe('MessagePackWriter', () => {
  it('writes what another implementation reads, and byte for byte what it writes', () => {
    fc.assert(
      fc.property(fieldValue, (value) => {
        const written = write(value);
        expect(decode(written)).toEqual(decode(encode(value)));
        expect(Buffer.compare(written, encode(value))).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it.each<FieldValue>([
    ...[0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER],
    ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, Number.MIN_SAFE_INTEGER],
    ...[1.5, -0.1, 2 ** 60, Number.MAX_VALUE, Number.POSITIVE_INFINITY],
  ])('writes the number %s in its shortest form', (value) => {
    expect(write(value)).toEqual(new Uint8Array(encode(value)));
    expect(decode(write(value))).toBe(value);
  });

  it.each([0, 1, 31, 32, 255, 256, 65_535, 65_536])(
    'writes text, bytes, lists and maps of size %i',
    (size) => {
      for (const character of ['a', 'é', '茶']) {
        const text = character.repeat(size);
        expect(decode(write(text))).toBe(text);
      }
      const list = Array.from({ length: size }, (_, index) => index);
      const map = Object.fromEntries(list.map((index) => [`key ${index}`, index]));
      expect(decode(write(new Uint8Array(size).fill(7)))).toEqual(new Uint8Array(size).fill(7));
      expect(decode(write(list))).toEqual(list);
      expect(decode(write(map))).toEqual(map);
    },
  );

  it('writes one value behind the other', () => {
    const apart = [write({ a: 1 }), write('é'), write([null])];
    expect(write({ a: 1 }, 'é', [null])).toEqual(new Uint8Array(Buffer.concat(apart)));
  });

  it('writes half a surrogate pair as U+FFFD, short or long', () => {
    expect(decode(write('\ud83d'))).toBe('\ufffd');
    expect(decode(write(`${'x'.repeat(100)}\ud83d`))).toBe(`${'x'.repeat(100)}\ufffd`);
  });

  it('refuses what cannot be written', () => {
    const endless: FieldValue[] = [];
    endless.push(endless);
    expect(() => write(endless)).toThrow(TypeError);
    expect(() => write(Reflect.get({}, 'missing'))).toThrow('undefined');
  });
});
