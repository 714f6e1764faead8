import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../../src/record/event.ts';
import { compress, compressions } from '../../../src/wire/compression.ts';
import { decodeRecord } from '../../../src/wire/decode.ts';
import { BlockPacker, type Packed, SinglePacker } from '../../../src/wire/packer.ts';
import { anyEvent } from '../../fakes/events.ts';

/** Not a field of {@link anyEvent}, so that each event keeps its own. */
const sharedFields = { 'shared.name': 'é', 'shared.number': 2 ** 40 };

function packAll(packer: BlockPacker | SinglePacker, events: readonly Event[]): Packed[] {
  const position = (offset: number) => ({ generation: 'g', offset });
  const packed = events.map((event, index) => packer.add(event, position(index + 1), 0));
  return [...packed, packer.flush()].filter((block) => block !== undefined);
}

/** Each event comes out as it went in, once and in its place, with the shared fields. */
async function check(
  packed: readonly Packed[],
  compression: (typeof compressions)[number],
  events: readonly Event[],
) {
  const records = await Promise.all(
    packed.map(async ({ bytes }) => decodeRecord(await compress(bytes, compression))),
  );
  expect(records.flatMap((record) => record.events)).toEqual(
    events.map((event) => ({ ...sharedFields, ...event })),
  );
  expect(records.map((record) => record.events.length)).toEqual(packed.map((block) => block.events));
  return records;
}

test.each(compressions)('any events come out of blocks as they went in, %s', async (compression) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent, { maxLength: 12 }),
      fc.integer({ min: 1, max: 4_000 }),
      async (events, blockBytesMax) => {
        let minted = 0;
        const mintId = () => `${minted++}`;
        const packed = packAll(
          new BlockPacker({ sharedFields, blockBytesMax, flushDelayMs: 1, mintId }),
          events,
        );
        const records = await check(packed, compression, events);
        expect(records.map(({ blockId }) => blockId)).toEqual(packed.map(({ id }) => id));
        expect(packed.at(-1)?.positions.at(-1)?.offset ?? 0).toBe(events.length);
      },
    ),
    { numRuns: 150 },
  );
});

test('any event comes out of a record of its own as it went in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { maxLength: 5 }), async (events) => {
      const packer = new SinglePacker({ sharedFields, blockBytesMax: 1, flushDelayMs: 1, mintId: () => '' });
      await check(packAll(packer, events), 'none', events);
    }),
    { numRuns: 150 },
  );
});
