import { describe, expect, test } from 'vitest';
import { Room } from '../../../../src/local-stream/http/room.ts';

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  await new Promise(setImmediate);
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe('a room', () => {
  test('lets in what fits, and the others in the order they came', async () => {
    const room = new Room(10);
    expect(await room.take(6)).toBe(6);
    const large = room.take(8);
    const small = room.take(1);
    expect(await isSettled(large)).toBe(false);
    expect(await isSettled(small), 'it would fit, but waits behind the large one').toBe(false);
    room.give(6);
    expect(await large).toBe(8);
    expect(await small).toBe(1);
    expect(room.tryTake(2)).toBe(false);
    expect(room.tryTake(1)).toBe(true);
  });

  test('takes what is larger than itself as all there is', async () => {
    const room = new Room(10);
    expect(await room.take(100)).toBe(10);
    expect(room.tryTake(1)).toBe(false);
    room.give(10);
    expect(room.tryTake(10)).toBe(true);
  });
});
