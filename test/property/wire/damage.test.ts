import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockEncoder } from '../../../src/wire/block.ts';
import { type Compression, compress, compressions } from '../../../src/wire/compression.ts';
import { type DecodedRecord, DecodeError, decodeRecord } from '../../../src/wire/decode.ts';
import { MessagePackWriter } from '../../../src/wire/message-pack.ts';
import { anyEvent, fieldValue } from '../../fakes/events.ts';

/** What the bytes are read as, or the error that says that they are damaged; any other error fails the test. */
async function read(data: Uint8Array): Promise<DecodedRecord | DecodeError> {
  try {
    return await decodeRecord(data);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

function blockOf(events: Parameters<BlockEncoder['add']>[0][]): Uint8Array {
  const block = new BlockEncoder({ id: 'block-1', fields: { 'agent.id': 'a' } }, 1_024);
  for (const event of events) block.add(event);
  return block.finish();
}

function flipped(data: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(data);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

const starts = [
  '',
  '28b52ffd',
  '1f8b',
  '1f8b0800',
  '80',
  '8f',
  'de0001',
  'df00000001',
  '7b',
  '81a640626c6f636b',
];
const anyBytes = fc
  .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }))
  .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'hex'), rest]));

test('no bytes throw anything but a DecodeError', async () => {
  await fc.assert(
    fc.asyncProperty(anyBytes, async (data) => void (await read(data))),
    { numRuns: 3_000 },
  );
});

test('nor does any text, and none of it is lost', async () => {
  const lines = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.json()).map((text) => text.replaceAll(/[\r\n]/g, '')),
  );
  await fc.assert(
    fc.asyncProperty(lines, async (texts) => {
      const record = await read(Buffer.from(texts.join('\n')));
      const kept = texts.filter((text) => text !== '').length;
      if (texts.join('\n') === '') expect(record).toBeInstanceOf(DecodeError);
      else expect('events' in record && record.events.length).toBe(kept);
    }),
    { numRuns: 500 },
  );
});

describe.each(compressions)('a block, %s', (compression: Compression) => {
  test('cut off anywhere is refused, or has lost whole events at its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 3 }), fc.nat(), async (events, at) => {
        const data = await compress(blockOf(events), compression);
        const whole = await decodeRecord(data);
        // One byte alone is text: the rest of what tells a block by is gone.
        const cut = await read(data.subarray(0, 2 + (at % (data.length - 2))));
        if (compression !== 'none') expect(cut).toBeInstanceOf(DecodeError);
        if ('events' in cut) expect(cut.events).toEqual(whole.events.slice(0, cut.events.length));
      }),
      { numRuns: 300 },
    );
  });

  test('with any bits flipped throws nothing but a DecodeError', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { maxLength: 3 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        async (events, bits) => {
          const data = await compress(blockOf(events), compression);
          await read(bits.reduce((damaged, bit) => flipped(damaged, bit % (data.length * 8)), data));
        },
      ),
      { numRuns: 300 },
    );
  });
});

test.each(['zstd', 'gzip'] as const)(
  'every single bit flipped in a %s record is noticed, or changes nothing',
  async (compression) => {
    const lines = ['GET /index.html 200', 'GET /index.css 304', 'POST /login 401'];
    const events = lines.map((message, index) => ({ '@timestamp': 1_431_857_103_000 + index, message }));
    const data = await compress(blockOf(events), compression);
    const whole = await decodeRecord(data);
    const flips = Array.from({ length: data.length * 8 }, (_, bit) => read(flipped(data, bit)));
    for (const outcome of await Promise.all(flips)) {
      if (!(outcome instanceof DecodeError)) expect(outcome).toEqual(whole);
    }
  },
);

test('MessagePack of any shape is read in whole, or refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fieldValue, { maxLength: 5 }), async (values) => {
      const writer = new MessagePackWriter(64);
      writer.write({ first: true });
      for (const value of values) writer.write(value);
      const outcome = await read(writer.bytes);
      const areMaps = values.every(
        (value) =>
          typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value),
      );
      if (areMaps) expect(outcome).toEqual({ events: [{ first: true }, ...values] });
      else expect(outcome).toBeInstanceOf(DecodeError);
    }),
    { numRuns: 300 },
  );
});
