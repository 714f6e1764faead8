import { expect, test } from 'vitest';
import { InOrder } from '../../../src/flow/in-order.ts';

/** Settles items 0, 1, … in this order; what each settling releases. */
function released(count: number, order: readonly number[]): (readonly number[])[] {
  const inOrder = new InOrder<number>();
  const settle = Array.from({ length: count }, (_, item) => inOrder.add(item));
  return order.map((item) => settle[item]?.() ?? []);
}

test.each<[string, number, number[], number[][]]>([
  ['in order', 3, [0, 1, 2], [[0], [1], [2]]],
  ['the first holds up all', 3, [2, 1, 0], [[], [], [0, 1, 2]]],
  ['a hole holds up what is behind it', 4, [0, 2, 3, 1], [[0], [], [], [1, 2, 3]]],
  ['settling twice releases nothing again', 2, [0, 0, 1, 1], [[0], [], [1], []]],
])('%s', (_name, count, order, expected) => {
  expect(released(count, order)).toEqual(expected);
});

test('counts what is not released yet', () => {
  const inOrder = new InOrder<string>();
  const first = inOrder.add('a');
  const second = inOrder.add('b');
  second();
  expect(inOrder.size).toBe(2);
  first();
  expect(inOrder.size).toBe(0);
});
