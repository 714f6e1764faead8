import { expect, test } from 'vitest';
import type { EncodedEvents } from '../../../src/record/encoded.ts';
import { decodeRecord } from '../../../src/wire/decode.ts';
import { MessagePackWriter } from '../../../src/wire/message-pack.ts';
import { BlockPacker, type Packed } from '../../../src/wire/packer.ts';

function packerOf(blockBytesMax: number): BlockPacker {
  let minted = 0;
  const mintId = () => `block-${++minted}`;
  return new BlockPacker({ sharedFields: { 'agent.id': 'a' }, blockBytesMax, flushDelayMs: 1_000, mintId });
}

const filesFields: Record<string, EncodedEvents['fields']> = {
  g1: { 'log.file.path': '/1' },
  g2: { 'log.file.path': '/2' },
};

/** Events of these sizes; the offsets count on from `from`. */
function encoded(generation: 'g1' | 'g2', from: number, ...messageBytes: number[]): EncodedEvents {
  const out = new MessagePackWriter(16);
  const ends = messageBytes.map((size, index) => {
    out.write({ '@timestamp': from + index, message: 'x'.repeat(size) });
    return out.length;
  });
  return {
    generation,
    fields: filesFields[generation] ?? {},
    bytes: out.bytes,
    ends,
    endOffsets: messageBytes.map((_, index) => from + index + 1),
    lastTimedMs: messageBytes.map((_, index) => from + index),
  };
}

async function check(packed: Packed | undefined, expected: readonly [time: number, path?: string][]) {
  const { events, blockId } = await decodeRecord(packed?.bytes ?? new Uint8Array());
  expect(blockId).toBe(packed?.id);
  expect(events.map((event) => [event['@timestamp'], event['log.file.path'], event['agent.id']])).toEqual(
    expected.map(([time, path]) => [time, path, 'a']),
  );
  expect(packed?.events).toBe(expected.length);
}

test('the events of each file have the fields of their file, however they take turns', async () => {
  const packer = packerOf(100_000);
  for (const events of [
    encoded('g1', 0, 1, 2),
    encoded('g2', 10, 3),
    encoded('g2', 11, 3),
    encoded('g1', 2, 4),
  ])
    expect([...packer.addEncoded(events, 0)]).toEqual([]);
  packer.add({ '@timestamp': 99 }, { generation: 'g3', offset: 1 }, 0);
  const packed = packer.flush();
  await check(packed, [[0, '/1'], [1, '/1'], [10, '/2'], [11, '/2'], [2, '/1'], [99]]);
  expect(packed?.positions).toEqual([
    { generation: 'g1', offset: 3, lastTimedMs: 2 },
    { generation: 'g2', offset: 12, lastTimedMs: 11 },
    { generation: 'g3', offset: 1 },
  ]);
});

test('a block closes by the event that fills it, and the chunk goes on in the next', async () => {
  const packer = packerOf(1_000);
  const blocks = [...packer.addEncoded(encoded('g1', 0, 500, 500, 10, 2_000, 10), 0)];
  expect(blocks.map(({ events, positions }) => [events, positions[0]?.offset])).toEqual([
    [2, 2],
    [2, 4],
  ]);
  await check(blocks[1], [
    [2, '/1'],
    [3, '/1'],
  ]);
  await check(packer.flush(), [[4, '/1']]);
});

test('an event that makes too much of a record begins the next', () => {
  const packer = packerOf(2_000_000);
  const blocks = [...packer.addEncoded(encoded('g1', 0, 600_000, 10, 600_000, 1_100_000, 10), 0)];
  expect(blocks.map(({ events }) => events)).toEqual([2, 1, 1]);
  expect(packer.flush()?.events).toBe(1);
  expect(packer.flush()).toBeUndefined();
});

test('a buffer that was released is used again, and what was packed before is what it was', async () => {
  const packer = packerOf(1_000);
  const [first] = [...packer.addEncoded(encoded('g1', 0, 1_000), 0)];
  const kept = Buffer.from(first?.bytes ?? []);
  first?.release?.();
  const [second] = [...packer.addEncoded(encoded('g2', 7, 1_000), 0)];
  expect(second?.bytes.buffer).toBe(first?.bytes.buffer);
  await check(second, [[7, '/2']]);
  expect((await decodeRecord(kept)).events).toMatchObject([{ '@timestamp': 0, 'log.file.path': '/1' }]);
});
