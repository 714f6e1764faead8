import { gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import { describe, expect, test } from 'vitest';
import { compress } from '../../../src/wire/compression.ts';
import { type DecodedRecord, DecodeError, decodeLimits, decodeRecord } from '../../../src/wire/decode.ts';

function sequence(...values: unknown[]): Buffer {
  return Buffer.concat(values.map((value) => encode(value)));
}

async function check(data: Uint8Array, expected: DecodedRecord | RegExp): Promise<void> {
  if (!(expected instanceof RegExp)) return expect(await decodeRecord(data)).toEqual(expected);
  const error: unknown = await decodeRecord(data).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DecodeError);
  expect(String(error)).toMatch(expected);
}

describe('MessagePack', () => {
  const header = { '@block': { id: 'b1', fields: { 'agent.id': 'a', 'host.name': 'h' } } };
  const shared = header['@block'].fields;
  test.each<[string, data: Uint8Array, expected: DecodedRecord | RegExp]>([
    ['one map', sequence({ a: 1 }), { events: [{ a: 1 }] }],
    ['an empty map', sequence({}), { events: [{}] }],
    [
      'a block',
      sequence(header, { n: 1 }, { n: 2 }),
      {
        blockId: 'b1',
        events: [
          { ...shared, n: 1 },
          { ...shared, n: 2 },
        ],
      },
    ],
    [
      'an event has the last word',
      sequence(header, { 'host.name': 'other' }),
      { blockId: 'b1', events: [{ 'agent.id': 'a', 'host.name': 'other' }] },
    ],
    ['a block of no events', sequence(header), { blockId: 'b1', events: [] }],
    ['a block without id and fields', sequence({ '@block': {} }, { n: 1 }), { events: [{ n: 1 }] }],
    ['a header that is none', sequence({ '@block': 1 }), { events: [{ '@block': 1 }] }],
    [
      'a map of 16 bits',
      Buffer.concat([Buffer.from([0xde, 0, 1]), sequence('a', 1)]),
      { events: [{ a: 1 }] },
    ],
    [
      'a map of 32 bits',
      Buffer.concat([Buffer.from([0xdf, 0, 0, 0, 1]), sequence('a', 1)]),
      { events: [{ a: 1 }] },
    ],
    ['what is no map behind one', sequence({}, 1), /after 1 maps.*no map/],
    ['half a map', sequence({ a: 'text' }).subarray(0, -1), /broken MessagePack after 0 maps/],
    ['a key that would be a prototype', Buffer.from('81a95f5f70726f746f5f5f80', 'hex'), /__proto__/],
    ['a byte behind the end', Buffer.concat([sequence({ a: 1 }), Buffer.from([0xc1])]), /broken.*0xc1/],
  ])('%s', (_name, data, expected) => check(data, expected));
});

describe('what other producers write', () => {
  test.each<[string, data: Uint8Array | string, expected: DecodedRecord | RegExp]>([
    ['JSON lines', '{"a":1}\n{"b":[null]}\r\n\n', { events: [{ a: 1 }, { b: [null] }] }],
    [
      'JSON and what is none',
      '{"a":1}\n[1]\n{cut',
      { events: [{ a: 1 }, { message: '[1]' }, { message: '{cut' }] },
    ],
    ['JSON with a prototype', '{"__proto__":{"a":1}}', { events: [{ message: '{"__proto__":{"a":1}}' }] }],
    [
      'JSON that a double does not hold',
      '{"n":9007199254740993}',
      { events: [{ n: 9_007_199_254_740_992, 'event.original': '{"n":9007199254740993}' }] },
    ],
    [
      'JSON too deep',
      `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      { events: [{ message: `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}` }] },
    ],
    ['text', 'one\ntwo\r\n', { events: [{ message: 'one' }, { message: 'two' }] }],
    [
      'text that begins as a map of 16 bits would',
      '\u07b2 thaana\u0787',
      { events: [{ message: '\u07b2 thaana\u0787' }] },
    ],
    ['text that begins as a map of 32 bits would', '\u07ca nko', { events: [{ message: '\u07ca nko' }] }],
    ['text with a byte order mark', '\ufeffone', { events: [{ message: '\ufeffone' }] }],
    ['gzip of JSON', gzipSync('{"a":1}'), { events: [{ a: 1 }] }],
    ['an empty record', '', /empty/],
    ['neither', Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), /neither/],
    ['text that is no UTF-8', Buffer.from([0x61, 0xff]), /neither/],
    ['more lines than a record may have', '\n'.repeat(decodeLimits.eventsMax + 1), /more than 1000000 lines/],
  ])('%s', (_name, data, expected) => check(Buffer.from(data as string), expected));
});

/** Each of them is altered in silence by the library that decodes; to be mended where it is replaced or mends itself. */
describe('what is not kept yet', () => {
  const longText = `\ufeff${'x'.repeat(201)}`;
  test.fails.each<[string, data: Uint8Array, expected: DecodedRecord | RegExp]>([
    [
      'a byte order mark before more than 200 bytes',
      sequence({ a: longText }),
      { events: [{ a: longText }] },
    ],
    [
      'an integer beyond 2^53',
      Buffer.from('81a161cf0020000000000001', 'hex'),
      { events: [{ a: '9007199254740993' }] },
    ],
    [
      'text that is no UTF-8',
      Buffer.from('81a161a2ff61', 'hex'),
      { events: [{ a: Buffer.from([0xff, 0x61]) }] },
    ],
    ['a key twice', Buffer.from('82a16101a16102', 'hex'), /twice/],
  ])('%s', (_name, data, expected) => check(data, expected));
});

describe.each(['zstd', 'gzip'] as const)('%s', (compression) => {
  test('is told by its first bytes', async () => {
    await check(await compress(sequence({ a: 1 }), compression), { events: [{ a: 1 }] });
  });

  test.each<[string, change: (data: Uint8Array) => Uint8Array, expected: RegExp]>([
    ['cut off', (data) => data.subarray(0, -1), /not readable as/],
    ['its first bytes alone', (data) => data.subarray(0, 4), /not readable as/],
    ['bytes behind the end', (data) => Buffer.concat([data, Buffer.from([0])]), /not readable as/],
  ])('%s', async (_name, change, expected) => {
    await check(change(await compress(sequence({ a: 1 }), compression)), expected);
  });

  test('nothing inside', async () => {
    await check(await compress(Buffer.alloc(0), compression), /empty/);
  });
});

describe('a hostile record is refused', () => {
  const repeated = (hex: string, times: number) => Buffer.from(`81a161${hex.repeat(times)}`, 'hex');
  test.each<[string, data: Uint8Array]>([
    ['100,000 lists within each other', repeated('91', 100_000)],
    ['100,000 maps within each other', repeated('81a161', 100_000)],
    ['lists that promise 16,383 items each', repeated('dc3fff', 300_000)],
    ['lists that promise 100,000 items each', repeated('dd000186a0', 200_000)],
    ['maps that promise 65,535 keys', repeated('deffff', 300_000)],
    ['a text of four billion bytes', repeated('dbffffffff', 1)],
    ['bytes of four billion', repeated('c6ffffffff', 1)],
    ['an extension of four billion', repeated('c9ffffffff05', 1)],
    ['more events than there may be', Buffer.alloc(decodeLimits.eventsMax + 1, 0x80)],
    [
      'shared fields that each of many events would have',
      Buffer.concat([
        sequence({
          '@block': { fields: Object.fromEntries(Array.from({ length: 9_999 }, (_, i) => [`${i}`, i])) },
        }),
        Buffer.alloc(900_000, 0x80),
      ]),
    ],
  ])('%s', (_name, data) => check(data, /broken MessagePack/));

  test.each(['zstd', 'gzip'] as const)(
    'a gigabyte of zeros as %s',
    { timeout: 60_000 },
    async (compression) => {
      const bomb = await compress(Buffer.alloc(1024 ** 3), compression);
      const before = process.memoryUsage().arrayBuffers;
      await check(bomb, /not readable as .* larger than/);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * decodeLimits.decompressedBytesMax);
    },
  );
});
