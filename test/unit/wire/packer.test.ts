import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../../../src/wire/decode.ts';
import { BlockPacker, type Packed, SinglePacker } from '../../../src/wire/packer.ts';

const sharedFields = { 'agent.id': 'a' };

function options(blockBytesMax: number) {
  let minted = 0;
  const mintId = () => `block-${++minted}`;
  return { sharedFields, blockBytesMax, flushDelayMs: 1_000, mintId };
}

/** Adds one event for each of these sizes, all at the time 0; the position is the count of events so far. */
function add(packer: BlockPacker | SinglePacker, ...messageBytes: number[]): (Packed | undefined)[] {
  return messageBytes.map((size, index) =>
    packer.add({ '@timestamp': 1, message: 'x'.repeat(size) }, { generation: 'g', offset: index + 1 }, 0),
  );
}

describe('BlockPacker', () => {
  test.each<[string, blockBytesMax: number, sizes: number[], eventsInBlocks: number[], left: number]>([
    ['nothing', 1_000, [], [], 0],
    ['less than a block', 1_000, [10, 10], [], 2],
    ['a block and a rest', 1_000, [500, 500, 10], [2], 1],
    ['a line larger than a block', 1_000, [10, 5_000, 10], [2], 1],
    ['large lines alone', 1_000, [5_000, 5_000], [1, 1], 0],
    ['what would be more than a record with the last', 2_000_000, [600_000, 10, 600_000], [2], 1],
    ['a line that is more than a record by itself', 2_000_000, [10, 1_100_000, 10], [1, 1], 1],
  ])('%s', (_name, blockBytesMax, sizes, eventsInBlocks, left) => {
    const packer = new BlockPacker(options(blockBytesMax));
    const closed = add(packer, ...sizes).filter((packed) => packed !== undefined);
    expect(closed.map(({ events }) => events)).toEqual(eventsInBlocks);
    expect(closed.map(({ id }) => id)).toEqual(eventsInBlocks.map((_, index) => `block-${index + 1}`));
    expect(packer.flush()?.events ?? 0).toBe(left);
    expect(packer.flush()).toBeUndefined();
  });

  test.each<[nowMs: number, events: number | undefined]>([
    [0, undefined],
    [999, undefined],
    [1_000, 1],
    [-1, 1], // The clock was set back.
  ])('at %i ms is due: %s', (nowMs, events) => {
    const packer = new BlockPacker(options(10_000));
    expect(packer.due(nowMs)).toBeUndefined();
    add(packer, 1);
    expect(packer.due(nowMs)?.events).toBe(events);
  });

  test('a block knows the last position of each of its files, and carries its id', async () => {
    const packer = new BlockPacker(options(10_000));
    for (const [generation, offset] of [
      ['a', 1],
      ['b', 5],
      ['a', 2],
    ] as const)
      packer.add({ '@timestamp': offset }, { generation, offset, lastTimedMs: offset }, 0);
    const packed = packer.flush();
    expect(packed?.positions).toEqual([
      { generation: 'a', offset: 2, lastTimedMs: 2 },
      { generation: 'b', offset: 5, lastTimedMs: 5 },
    ]);
    expect(await decodeRecord(packed?.bytes ?? new Uint8Array())).toEqual({
      blockId: packed?.id,
      events: [1, 5, 2].map((time) => ({ ...sharedFields, '@timestamp': time })),
    });
  });
});

test('SinglePacker makes a record of each event', async () => {
  const packer = new SinglePacker(options(10_000));
  const [first, second] = add(packer, 1, 2);
  expect([first?.events, first?.positions, second?.positions]).toEqual([
    1,
    [{ generation: 'g', offset: 1 }],
    [{ generation: 'g', offset: 2 }],
  ]);
  expect((await decodeRecord(second?.bytes ?? new Uint8Array())).events).toEqual([
    { ...sharedFields, '@timestamp': 1, message: 'xx' },
  ]);
  expect([packer.due(), packer.flush()]).toEqual([undefined, undefined]);
});
