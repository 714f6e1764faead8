import { expect, test } from 'vitest';
import { LinePacker, type LineRecord } from '../../../src/wire/line-packer.ts';

const refusal = (line: Buffer) => ({ code: 'unparsed_line', reason: 'no', line: Buffer.from(line) });

/** Lines with an exclamation mark are refused. */
function packer(joinedBytesMax: number) {
  let minted = 0;
  const toRecord = ({ bytes }: { bytes: Buffer }): LineRecord =>
    bytes.includes('!') ? { refused: refusal(bytes) } : { data: Buffer.from(bytes), partitionKey: 'k' };
  return new LinePacker({ toRecord, joinedBytesMax, flushDelayMs: 100, mintId: () => `id-${++minted}` });
}

function add(lines: LinePacker, text: string, offset: number, nowMs = 0) {
  const line = { bytes: Buffer.from(text), goesOn: false };
  return lines.add({ '@timestamp': 0 }, { generation: 'g', offset }, nowMs, line);
}

test('a line is a record', () => {
  const lines = packer(0);
  const packed = add(lines, 'one\n', 4);
  expect(packed).toEqual({
    id: 'id-1',
    bytes: Buffer.from('one\n'),
    events: 1,
    positions: [{ generation: 'g', offset: 4 }],
    partitionKey: 'k',
  });
  expect([lines.due(1_000), lines.flush()]).toEqual([undefined, undefined]);
});

test('a line that is refused carries its position, and is no event', () => {
  const packed = add(packer(0), 'one!\n', 5);
  expect(packed).toMatchObject({
    events: 0,
    positions: [{ offset: 5 }],
    refused: [{ code: 'unparsed_line' }],
  });
  expect(packed?.bytes).toHaveLength(0);
});

test('lines are joined until they are too long or too old; those that are refused go with them', () => {
  const lines = packer(8);
  expect(add(lines, 'one\n', 4)).toBeUndefined();
  expect(add(lines, 'no!\n', 8)).toBeUndefined();
  expect(add(lines, 'two\n', 12)).toBeUndefined();
  const full = add(lines, 'three\n', 18, 50);
  expect(full).toMatchObject({ events: 2, positions: [{ offset: 12 }], refused: [{ reason: 'no' }] });
  expect(Buffer.from(full?.bytes ?? []).toString()).toBe('one\ntwo\n');
  expect(lines.due(149)).toBeUndefined();
  expect(Buffer.from(lines.due(150)?.bytes ?? []).toString()).toBe('three\n');
  expect(add(lines, 'longer than that\n', 40)).toBeUndefined();
  expect(lines.flush()?.events).toBe(1);
});
