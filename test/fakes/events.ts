import fc from 'fast-check';
import { ecsFields } from '../../src/record/ecs.ts';
import type { Event, FieldValue } from '../../src/record/event.ts';

/**
 * Text of any characters: JSON's escapes, NUL, beyond 16 bits; short and long. Long text does not begin with a byte
 * order mark, which the decoder's library drops (test/unit/wire/decode.test.ts has it).
 */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('\ufeff', '"', '\\', '\n', '\0', 'é', '茶', '😀', '\ufffd'),
    maxLength: 40,
  }),
  fc
    .tuple(fc.constantFrom('', '\ufffd', '茶'), fc.integer({ min: 0, max: 400 }))
    .map(([start, size]) => start.padEnd(size, 'xé\ufeff')),
);

const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
  fc.constantFrom(
    0,
    127,
    128,
    2 ** 31,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    2 ** 60,
    1e300,
  ),
);

const name = text.filter((key) => key !== '__proto__');

/** Whatever may stand under `fields`, nested. MessagePack and JSON know one zero. */
export const fieldValue: fc.Arbitrary<FieldValue> = fc.letrec<{ value: FieldValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number.map((value) => value + 0),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

const ecsName = fc.constantFrom(...Object.keys(ecsFields).filter((field) => field !== '@timestamp'));

/** Any event that an agent may send: ECS fields of its own time, and what is foreign under `fields`. */
export const anyEvent: fc.Arbitrary<Event> = fc
  .tuple(
    fc.dictionary(ecsName, fc.oneof(text, fc.maxSafeInteger()), { maxKeys: 12, noNullPrototype: true }),
    fc.integer({ min: -1e12, max: 1e14 }),
    fc.option(fc.dictionary(name, fieldValue, { maxKeys: 5, noNullPrototype: true }), { nil: undefined }),
  )
  .map(([ecs, timeMs, fields]) => ({
    ...ecs,
    '@timestamp': timeMs,
    ...(fields !== undefined && { fields }),
  }));
