import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inTurn } from '../../../src/flow/in-turn.ts';

async function* of(...items: string[]): AsyncGenerator<string> {
  yield* items;
}

async function collect(sources: AsyncIterable<string>[], max = Number.POSITIVE_INFINITY): Promise<string[]> {
  const items: string[] = [];
  for await (const item of inTurn(sources)) {
    items.push(item);
    if (items.length >= max) break;
  }
  return items;
}

it('takes what is there from each source in turn', async () => {
  expect(await collect([of('a1', 'a2', 'a3'), of('b1', 'b2', 'b3')])).toEqual([
    'a1',
    'b1',
    'a2',
    'b2',
    'a3',
    'b3',
  ]);
});

it('goes on with one while the other has nothing, and ends with the last', async () => {
  async function* slow(): AsyncGenerator<string> {
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
    yield 'slow';
  }
  expect((await collect([slow(), of('1', '2', '3')])).toSorted()).toEqual(['1', '2', '3', 'slow']);
  expect(await collect([])).toEqual([]);
});

it('a source that never has nothing starves no other', async () => {
  async function* flood(): AsyncGenerator<string> {
    for (;;) yield 'flood';
  }
  const items = await collect([flood(), of('1', '2', '3')], 8);
  expect(items.filter((item) => item !== 'flood')).toEqual(['1', '2', '3']);
});

it('ends its sources where its reader ends, and throws what they throw', async () => {
  let hasEnded = false;
  async function* watched(): AsyncGenerator<string> {
    try {
      for (;;) yield 'item';
    } finally {
      hasEnded = true;
    }
  }
  await collect([watched()], 1);
  expect(hasEnded).toBe(true);
  async function* failing(): AsyncGenerator<string> {
    yield 'item';
    throw new Error('broken');
  }
  await expect(collect([failing()])).rejects.toThrow('broken');
});
