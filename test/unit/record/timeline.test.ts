import { describe, expect, test } from 'vitest';
import type { SeenMarker } from '../../../src/record/position.ts';
import { markerSpanMs, Timeline } from '../../../src/record/timeline.ts';

/** A look at an untimed line: its offset, up to where bytes are in sight, and when. */
type Look = readonly [offset: number, until: number, nowMs: number, expectedMs: number];

function check(timeline: Timeline, looks: readonly Look[], markers: readonly SeenMarker[] | undefined): void {
  const times = looks.map(([offset, until, nowMs]) => timeline.untimed(offset, until, nowMs));
  expect(times).toEqual(looks.map(([, , , expectedMs]) => expectedMs));
  expect(timeline.unwritten).toEqual(markers);
  timeline.written();
  expect(timeline.unwritten).toBeUndefined();
}

const marker = (offset: number, until: number, timeMs: number): SeenMarker => ({ offset, until, timeMs });

describe('untimed lines have the moment they were first seen', () => {
  test.each<[string, known: SeenMarker[], looks: Look[], markers: SeenMarker[] | undefined]>([
    ['one look', [], [[0, 100, 5_000, 5_000]], [marker(0, 100, 5_000)]],
    [
      'lines of one look',
      [],
      [
        [0, 100, 5_000, 5_000],
        [40, 100, 5_001, 5_000],
        [99, 100, 9_999, 5_000],
      ],
      [marker(0, 100, 5_000)],
    ],
    [
      'looks within a second share a marker',
      [],
      [
        [0, 100, 5_000, 5_000],
        [100, 150, 5_000 + markerSpanMs - 1, 5_000],
      ],
      [marker(0, 150, 5_000)],
    ],
    [
      'a later look has its own',
      [],
      [
        [0, 100, 5_000, 5_000],
        [100, 150, 5_000 + markerSpanMs, 5_000 + markerSpanMs],
      ],
      [marker(0, 100, 5_000), marker(100, 150, 5_000 + markerSpanMs)],
    ],
    [
      'a clock that is set back',
      [],
      [
        [0, 100, 5_000, 5_000],
        [100, 150, 4_000, 4_000],
      ],
      [marker(0, 100, 5_000), marker(100, 150, 4_000)],
    ],
    ['a re-read', [marker(0, 100, 5_000)], [[50, 200, 99_000, 5_000]], undefined],
    [
      'a re-read that sees more',
      [marker(0, 100, 5_000)],
      [
        [50, 200, 99_000, 5_000],
        [100, 200, 99_000, 99_000],
      ],
      [marker(0, 100, 5_000), marker(100, 200, 99_000)],
    ],
    [
      'bytes that were timed in between',
      [marker(0, 100, 5_000)],
      [[300, 400, 5_001, 5_001]],
      [marker(0, 100, 5_000), marker(300, 400, 5_001)],
    ],
  ])('%s', (_name, known, looks, markers) => check(new Timeline(undefined, known), looks, markers));
});

test('a line of its own time passes it on to those after it, and needs no marker', () => {
  const timeline = new Timeline();
  timeline.timed(1_000);
  check(timeline, [[10, 100, 99_000, 1_000]], undefined);
  timeline.timed(900);
  check(timeline, [[20, 100, 99_000, 900]], undefined);
  expect(timeline.lastTimedMs).toBe(900);
});

test('a restart goes on with the time of the last timed line', () => {
  check(new Timeline(700, [marker(0, 100, 5_000)]), [[50, 100, 99_000, 700]], undefined);
});

test('does not change the markers it was given', () => {
  const known = Object.freeze([marker(0, 100, 5_000)]);
  new Timeline(undefined, known).untimed(100, 150, 5_001);
  expect(known).toEqual([marker(0, 100, 5_000)]);
});

describe('prune', () => {
  const known = [marker(0, 100, 1_000), marker(100, 200, 3_000), marker(200, 300, 5_000)];
  test.each<[committedOffset: number, left: SeenMarker[]]>([
    [0, known],
    [99, known],
    [100, known.slice(1)],
    [199, known.slice(1)],
    [200, known.slice(2)],
    [300, known.slice(2)],
    [9_999, known.slice(2)],
  ])('at %i', (committedOffset, left) => {
    const timeline = new Timeline(undefined, known);
    timeline.prune(committedOffset);
    timeline.untimed(10_000, 10_001, 90_000);
    expect(timeline.unwritten).toEqual([...left, marker(10_000, 10_001, 90_000)]);
  });

  test('leaves a timeline without markers alone', () => {
    const timeline = new Timeline();
    timeline.prune(100);
    check(timeline, [[100, 200, 1, 1]], [marker(100, 200, 1)]);
  });
});
