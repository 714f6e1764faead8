import { encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { ForwardFramer } from '../../../../src/sources/forward/framing.ts';

const values = [1, 'text', ['tag', 5, { message: 'm', list: [1, 2.5, null] }], 'x'.repeat(300), { a: {} }];
const messages = values.map((value) => Buffer.from(encode(value)));
const all = Buffer.concat(messages);

function framer(chunkBytesMax = 64 * 1024) {
  const room = { pendingBytes: 0, pendingBytesMax: 1024 * 1024 };
  return { room, framer: new ForwardFramer(chunkBytesMax, room) };
}

describe('messages are cut out of the bytes of a connection', () => {
  it.each([1, 2, 7, 100, 1_000])('in pieces of %i bytes', (size) => {
    const { room, framer: cutter } = framer();
    const found: Buffer[] = [];
    for (let at = 0; at < all.length; at += size)
      for (const message of cutter.push(all.subarray(at, at + size))) found.push(Buffer.from(message));
    expect(found).toEqual(messages);
    cutter.close();
    expect(room.pendingBytes).toBe(0);
  });

  it('many in one piece, and what is left of the last goes on with the next', () => {
    const { framer: cutter } = framer();
    const piece = Buffer.concat([...Array.from({ length: 1_000 }, () => all), all.subarray(0, 20)]);
    expect([...cutter.push(piece)]).toHaveLength(1_000 * messages.length + 2);
    expect([...cutter.push(all.subarray(20))].map((message) => message.length)).toEqual(
      messages.slice(2).map((message) => message.length),
    );
  });
});

it('a message that is longer than it may be is told', () => {
  const { framer: cutter } = framer(1_000);
  const long = Buffer.from(encode('x'.repeat(2_000)));
  expect(() => [...cutter.push(long.subarray(0, 1_500))]).toThrow(/chunkBytesMax/);
});
