import { decodeMulti } from '@msgpack/msgpack';
import { expect, test } from 'vitest';
import { BlockEncoder, encodeEvent } from '../../../src/wire/block.ts';

const fields = { 'agent.id': 'a', 'host.name': 'h' };
const event = { '@timestamp': 1, message: 'm' };

test('a block is a header and its events, one map behind the other', () => {
  const block = new BlockEncoder({ id: 'b1', fields }, 16);
  const headerBytes = block.bytes;
  block.add(event);
  block.add({ ...event, message: 'x'.repeat(10_000) });
  expect(block.events).toBe(2);
  expect(block.bytes).toBeGreaterThan(headerBytes + 10_000);
  const bytes = block.finish();
  expect(bytes).toHaveLength(block.bytes);
  expect([...decodeMulti(bytes)]).toEqual([
    { '@block': { id: 'b1', fields } },
    event,
    { ...event, message: 'x'.repeat(10_000) },
  ]);
});

test.each([
  ['the fields of its agent', event, { ...fields, ...event }],
  [
    'the last word on them',
    { ...event, 'host.name': 'other' },
    { ...fields, ...event, 'host.name': 'other' },
  ],
])('an event on its own has %s', (_name, alone, expected) => {
  expect([...decodeMulti(encodeEvent(alone, fields))]).toEqual([expected]);
});
