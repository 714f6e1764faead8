import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SeenMarker } from '../../../src/record/position.ts';
import { Timeline } from '../../../src/record/timeline.ts';

/** What the disk holds of one file: survives a crash. */
interface Disk {
  markers: readonly SeenMarker[];
  committedOffset: number;
  lastTimedMs: number | undefined;
}

/** A line of the file: some have a time of their own. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly ownMs: number | undefined;
}

type Step =
  | { readonly kind: 'read'; readonly lines: number; readonly elapsedMs: number }
  | { readonly kind: 'commit'; readonly lines: number }
  | { readonly kind: 'crash'; readonly journalled: boolean };

const untimedOften = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.nat(9_999) },
);
const lines = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), untimedOften), { minLength: 1, maxLength: 40 })
  .map((all) => {
    let at = 0;
    return all.map(([length, ownMs]): Line => {
      const start = at;
      at += length;
      return { start, end: at, ownMs };
    });
  });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('read' as const),
    lines: fc.integer({ min: 1, max: 8 }),
    elapsedMs: fc.integer({ min: -2_000, max: 2_000 }),
  }),
  fc.record({ kind: fc.constant('commit' as const), lines: fc.nat(8) }),
  fc.record({ kind: fc.constant('crash' as const), journalled: fc.boolean() }),
);

/** An agent that reads one file, journals, sends, commits and crashes, as src/agent.ts does it. */
class OneFileAgent {
  readonly #lines: readonly Line[];
  readonly #disk: Disk = { markers: [], committedOffset: 0, lastTimedMs: undefined };
  /** The time each line was sent with, by its offset: what Kinesis holds of it. */
  readonly #sent = new Map<number, number>();
  #timeline = new Timeline();
  /** Lines read and not committed, with the last timed line's time behind each. */
  #open: { end: number; lastTimedMs: number | undefined }[] = [];
  #next = 0;
  #nowMs = 1_000_000;

  constructor(all: readonly Line[]) {
    this.#lines = all;
  }

  run(taken: Step): void {
    if (taken.kind === 'read') this.#read(taken.lines, taken.elapsedMs, true);
    else if (taken.kind === 'commit') this.#commit(taken.lines);
    else this.#crash(taken.journalled);
  }

  /** `isSent` is false where the crash comes between the journal and the sending. */
  #read(count: number, elapsedMs: number, isSent: boolean): void {
    this.#nowMs += elapsedMs;
    const chunk = this.#lines.slice(this.#next, this.#next + count);
    const seenUntil = chunk.at(-1)?.end ?? 0;
    const times = chunk.map(({ start, end, ownMs }) => {
      if (ownMs !== undefined) this.#timeline.timed(ownMs);
      const timeMs = ownMs ?? this.#timeline.untimed(start, seenUntil, this.#nowMs);
      this.#open.push({ end, lastTimedMs: this.#timeline.lastTimedMs });
      return [start, timeMs] as const;
    });
    this.#next += chunk.length;
    this.#disk.markers = this.#timeline.unwritten ?? this.#disk.markers;
    this.#timeline.written();
    for (const [start, timeMs] of isSent ? times : []) {
      expect(timeMs, `the line at ${start}`).toBe(this.#sent.get(start) ?? timeMs);
      this.#sent.set(start, timeMs);
    }
  }

  #commit(count: number): void {
    const last = this.#open.splice(0, count).at(-1);
    if (last === undefined) return;
    this.#disk.committedOffset = last.end;
    this.#disk.lastTimedMs = last.lastTimedMs;
    this.#timeline.prune(last.end);
  }

  #crash(journalled: boolean): void {
    if (journalled) this.#read(3, 500, false);
    const { markers, committedOffset, lastTimedMs } = this.#disk;
    this.#timeline = new Timeline(lastTimedMs, markers);
    this.#open = [];
    this.#next = this.#lines.findIndex(({ start }) => start >= committedOffset);
    if (this.#next === -1) this.#next = this.#lines.length;
  }
}

test('a line that was sent once has the same time whenever it is sent again', () => {
  fc.assert(
    fc.property(lines, fc.array(step, { maxLength: 40 }), (all, steps) => {
      const agent = new OneFileAgent(all);
      for (const taken of steps) agent.run(taken);
    }),
    { numRuns: 3_000 },
  );
});
