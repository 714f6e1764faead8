import { expect, it } from 'vitest';
import { type Sink, SinkError } from '../../src/flow/seams.ts';

/** One kind of sink on one engine, and how to look behind it. */
export interface SinkUnderTest<T> {
  /** A sink on a working target. */
  readonly sink: Sink<T>;
  /** An item that no other call gave. */
  readonly mintItem: () => T;
  /** What stands behind the sink, in a form that `identify` also gives. */
  readonly stored: () => Promise<readonly string[]>;
  readonly identify: (item: T) => string;
  /** How often an item stands there that was written twice: 1 where the sink recognises repeats. */
  readonly copiesOfRepeat: number;
  /** An item that the target refuses for good; undefined where it takes everything. */
  readonly poison: (() => T) | undefined;
  /** The same kind of sink where nobody listens; undefined where there is always somebody. */
  readonly unreachable: (() => Sink<T>) | undefined;
}

const never = new AbortController().signal;

/** The behaviours every sink promises to the delivery in front of it. */
export function sinkContract<T>(open: () => SinkUnderTest<T>): void {
  it('check passes where the target is right', async () => {
    await open().sink.check(never);
  });

  it('stores every item of a batch and says so', async () => {
    const { sink, mintItem, stored, identify } = open();
    const batch = [mintItem(), mintItem(), mintItem()];
    const outcome = await sink.write(batch, never);
    expect(outcome.stored.toSorted()).toEqual([0, 1, 2]);
    expect(outcome.retry).toEqual([]);
    expect(outcome.refused).toEqual([]);
    expect(await stored()).toEqual(expect.arrayContaining(batch.map(identify)));
  });

  it('takes a repeated batch without complaint', async () => {
    const { sink, mintItem, stored, identify, copiesOfRepeat } = open();
    const item = mintItem();
    await sink.write([item], never);
    const outcome = await sink.write([item], never);
    expect(outcome.stored).toEqual([0]);
    expect((await stored()).filter((id) => id === identify(item))).toHaveLength(copiesOfRepeat);
  });

  it('refuses a poisoned item with a reason and stops none of its neighbours', async () => {
    const { sink, mintItem, poison, stored, identify } = open();
    if (poison === undefined) return;
    const batch = [mintItem(), poison(), mintItem()];
    const outcome = await sink.write(batch, never);
    expect(outcome.refused.map(({ index }) => index)).toEqual([1]);
    expect(outcome.refused[0]?.reason).not.toBe('');
    const again = outcome.retry.flatMap(({ index }) => batch.slice(index, index + 1));
    if (again.length > 0) await sink.write(again, never);
    const neighbours = [batch[0], batch[2]].flatMap((item) => (item === undefined ? [] : [identify(item)]));
    expect(await stored()).toEqual(expect.arrayContaining(neighbours));
  });

  it('throws a transient error where nobody listens, from check and from write', async () => {
    const { unreachable, mintItem } = open();
    if (unreachable === undefined) return;
    const sink = unreachable();
    for (const attempt of [() => sink.check(never), () => sink.write([mintItem()], never)]) {
      const error: unknown = await attempt().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SinkError);
      expect(error).toMatchObject({ code: 'unreachable', transient: true });
    }
    await sink.close();
  });
}
