import { describe, expect, test } from 'vitest';
import { Commits } from '../../../src/flow/commits.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

interface Value {
  readonly key: string;
  readonly at: number;
}

function setUp(commit?: (values: readonly Value[]) => void) {
  const clock = new VirtualClock();
  const committed: (readonly Value[])[] = [];
  const commits = new Commits<Value>({
    keyOf: ({ key }) => key,
    commit: commit ?? ((values) => committed.push(values)),
    delayMs: 200,
    clock,
  });
  return { clock, committed, commits };
}

test('values within the delay share a commit; of each key the last counts', async () => {
  const { clock, committed, commits } = setUp();
  commits.add([{ key: 'a', at: 1 }]);
  await clock.advance(100);
  commits.add([
    { key: 'b', at: 2 },
    { key: 'a', at: 3 },
  ]);
  await clock.advance(99);
  expect(committed).toEqual([]);
  await clock.advance(1);
  expect(committed).toEqual([
    [
      { key: 'a', at: 3 },
      { key: 'b', at: 2 },
    ],
  ]);
});

test('what comes later is committed later', async () => {
  const { clock, committed, commits } = setUp();
  for (const at of [1, 2]) {
    commits.add([{ key: 'a', at }]);
    await clock.advance(200);
  }
  expect(committed.flat().map(({ at }) => at)).toEqual([1, 2]);
  expect(clock.sleepers).toBe(0);
});

test('flush commits now, and nothing is committed twice', async () => {
  const { clock, committed, commits } = setUp();
  commits.add([{ key: 'a', at: 1 }]);
  commits.flush();
  commits.flush();
  await clock.advance(1_000);
  expect(committed).toHaveLength(1);
});

describe('a commit that fails', () => {
  test('is told to whoever adds next, and kept for the flush at the end', async () => {
    let isFull = true;
    const kept: Value[] = [];
    const { clock, commits } = setUp((values) => {
      if (isFull) throw new Error('disk full');
      kept.push(...values);
    });
    commits.add([{ key: 'a', at: 1 }]);
    await clock.advance(200);
    expect(() => commits.add([{ key: 'a', at: 2 }])).toThrow('disk full');
    isFull = false;
    commits.flush();
    expect(kept).toEqual([{ key: 'a', at: 1 }]);
  });
});
