import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InOrder } from '../../../src/flow/in-order.ts';
import type { Position } from '../../../src/record/position.ts';
import { LinePacker } from '../../../src/wire/line-packer.ts';
import { BlockPacker, type Packed, type Packer, SinglePacker } from '../../../src/wire/packer.ts';

/** What the agent does with an event, or with the time. */
const action = fc.oneof(
  fc.record({ kind: fc.constant('event'), file: fc.constantFrom('a', 'b'), isSent: fc.boolean() }),
  fc.record({ kind: fc.constant('due') }),
  fc.record({ kind: fc.constant('acknowledged'), choice: fc.nat() }),
);

interface Shipped {
  readonly events: readonly string[];
  readonly settle: () => readonly (readonly Position[])[];
}

/** Events of two files, some of them left out, shipped and acknowledged in any order: as in src/agent.ts. */
class Road {
  readonly #packer: Packer;
  readonly #inOrder = new InOrder<readonly Position[]>();
  /** Events that were added and are in no record yet. */
  readonly #packing: string[] = [];
  readonly shipped: Shipped[] = [];
  readonly committed = new Map<string, number>();
  readonly read = new Map<string, number>();
  /** Ends of the events that are to be sent and are not acknowledged. */
  readonly open = new Set<string>();

  constructor(packer: Packer) {
    this.#packer = packer;
  }

  event(file: string, isSent: boolean): void {
    const offset = (this.read.get(file) ?? 0) + 1;
    this.read.set(file, offset);
    const position = { generation: file, offset };
    if (isSent) {
      this.open.add(`${file} ${offset}`);
      this.#packing.push(`${file} ${offset}`);
      this.ship(this.#packer.add({ '@timestamp': 1, file, offset }, position, 0, line));
    } else if (!this.#packer.pass(position)) this.#commit(this.#inOrder.add([position])());
  }

  flush(): void {
    this.ship(this.#packer.flush());
  }

  ship(packed: Packed | undefined): void {
    if (packed === undefined) return;
    const events = this.#packing.splice(0, packed.events);
    this.shipped.push({ events, settle: this.#inOrder.add(packed.positions) });
  }

  acknowledge(choice: number): void {
    const [one] = this.shipped.splice(choice % Math.max(1, this.shipped.length), 1);
    if (one === undefined) return;
    for (const event of one.events) this.open.delete(event);
    this.#commit(one.settle());
  }

  #commit(released: readonly (readonly Position[])[]): void {
    for (const { generation, offset } of released.flat()) {
      expect(offset).toBeGreaterThanOrEqual(this.committed.get(generation) ?? 0);
      this.committed.set(generation, offset);
    }
  }
}

const line = { bytes: Buffer.from('line\n'), goesOn: false };

const options = { sharedFields: {}, blockBytesMax: 100, flushDelayMs: 1_000, mintId: () => 'id' };

function lines(joinedBytesMax: number): Packer {
  const toRecord = () => ({ data: Buffer.from(line.bytes) });
  return new LinePacker({ ...options, toRecord, joinedBytesMax });
}

test.each<[string, () => Packer]>([
  ['block', () => new BlockPacker(options)],
  ['single', () => new SinglePacker(options)],
  ['lines', () => lines(0)],
  ['joined lines', () => lines(12)],
])('%s: positions pass what is left out, and never what is not acknowledged', (_name, packer) => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
      const road = new Road(packer());
      for (const step of actions) {
        if ('file' in step) road.event(step.file, step.isSent);
        else if ('choice' in step) road.acknowledge(step.choice);
        else road.flush();
        for (const event of road.open) {
          const [file = '', end] = event.split(' ');
          expect(road.committed.get(file) ?? 0).toBeLessThan(Number(end));
        }
      }
      road.flush();
      while (road.shipped.length > 0) road.acknowledge(1);
      expect(road.committed).toEqual(road.read);
    }),
  );
});
