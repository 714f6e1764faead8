import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InOrder } from '../../../src/flow/in-order.ts';

test('in whatever order items settle, they are released in the order they were added, and none too early', () => {
  const orders = fc.array(fc.nat(), { maxLength: 50 }).map((keys) =>
    keys
      .map((key, item) => ({ key, item }))
      .sort((left, right) => left.key - right.key)
      .map(({ item }) => item),
  );
  fc.assert(
    fc.property(orders, (order) => {
      const inOrder = new InOrder<number>();
      const settle = order.map((_, item) => inOrder.add(item));
      const released: number[] = [];
      const settled = new Set<number>();
      for (const item of order) {
        settled.add(item);
        released.push(...(settle[item]?.() ?? []));
        expect(released.every((each) => settled.has(each))).toBe(true);
      }
      expect(released).toEqual(order.toSorted((left, right) => left - right));
      expect(inOrder.size).toBe(0);
    }),
  );
});
