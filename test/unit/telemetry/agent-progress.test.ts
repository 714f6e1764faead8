import { describe, expect, test } from 'vitest';
import { AgentProgress } from '../../../src/telemetry/agent-progress.ts';
import type { FileProgress } from '../../../src/telemetry/file-lag.ts';

const file = { generation: 'g', path: '/a.log' };
const limits = { stuckAfterMs: 60_000, flushDelayMs: 1_000 };

function started(): AgentProgress {
  const progress = new AgentProgress(0);
  progress.limits = limits;
  progress.road = 'open';
  return progress;
}

function seen(more: Partial<FileProgress> = {}): FileProgress {
  const place = { ...file, sizeBytes: 100, modifiedMs: 0, offset: 0, halfLineBytes: 0 };
  return { ...place, isOpen: true, isRotated: false, ...more };
}

function look(
  progress: AgentProgress,
  nowMs: number,
  files: readonly FileProgress[],
  unreadable: string[] = [],
) {
  progress.look({ files, unreadable }, nowMs);
}

test('a file that is gone is not stuck any more: it is looked for', () => {
  const progress = started();
  look(progress, 1_000, [seen()]);
  progress.turn(true, 70_000);
  expect(progress.stuckFiles()).toHaveLength(1);
  look(progress, 71_000, []);
  progress.turn(true, 140_000);
  expect(progress.stuckFiles()).toEqual([]);
});

describe('how far a file is behind', () => {
  test('counts from what is acknowledged, by what was seen', () => {
    const progress = started();
    look(progress, 1_000, [seen({ modifiedMs: 400 })]);
    progress.read(file, { offset: 0, end: 100, lineEnd: 100 }, 2_000);
    progress.acknowledged([{ generation: 'g', offset: 40 }], 3_000);
    look(progress, 5_000, [seen({ sizeBytes: 150, modifiedMs: 4_500, offset: 100 })]);
    const [lag] = progress.files;
    expect([lag?.behindBytes, lag?.behindMs(6_000)]).toEqual([110, 5_600]);
    expect(progress.unacknowledgedMs(6_000)).toBe(4_000);
    progress.acknowledged([{ generation: 'g', offset: 100 }], 7_000);
    expect([lag?.behindBytes, lag?.behindMs(7_000)]).toEqual([50, 2_500]);
    expect(progress.unacknowledgedMs(7_000)).toBe(0);
  });

  test('half a line at its end has no age: nothing is late', () => {
    const progress = started();
    look(progress, 1_000, [seen({ modifiedMs: 400, offset: 90, halfLineBytes: 10 })]);
    const [lag] = progress.files;
    expect([lag?.behindBytes, lag?.behindMs(90_000)]).toEqual([10, 0]);
  });

  test('a clock that is ahead where the file is written makes no age below 0', () => {
    const progress = started();
    look(progress, 1_000, [seen({ modifiedMs: 99_000 })]);
    expect(progress.files[0]?.behindMs(1_500)).toBe(500);
  });

  test('a file that is at rest and acknowledged is forgotten, another is not', () => {
    const progress = started();
    progress.read(file, { offset: 0, end: 100, lineEnd: 100 }, 1_000);
    look(progress, 2_000, []);
    expect(progress.files).toHaveLength(1);
    progress.acknowledged([{ generation: 'g', offset: 100 }], 3_000);
    look(progress, 4_000, []);
    expect(progress.files).toHaveLength(0);
  });

  test('of a life that ended only what was read is waited for', () => {
    const progress = started();
    look(progress, 1_000, [seen()]);
    progress.read(file, { offset: 0, end: 60, lineEnd: 60 }, 1_000);
    progress.fileEnded('g');
    expect(progress.files[0]?.behindBytes).toBe(60);
    progress.acknowledged([{ generation: 'g', offset: 60 }], 2_000);
    look(progress, 3_000, []);
    expect(progress.files).toHaveLength(0);
  });
});

describe('a file is stuck', () => {
  function check(steps: (progress: AgentProgress) => void, isStuck: boolean, isAlive: boolean) {
    const progress = started();
    look(progress, 1_000, [seen()]);
    steps(progress);
    expect([progress.stuckFiles().length > 0, progress.isAlive(70_000)]).toEqual([isStuck, isAlive]);
  }

  test.each<[string, (progress: AgentProgress) => void, isStuck: boolean, isAlive: boolean]>([
    ['where nobody reads it though there is time', (progress) => progress.turn(true, 65_000), true, false],
    ['not before the time is over', (progress) => progress.turn(true, 60_000), false, true],
    ['not while others keep the agent busy', (progress) => progress.turn(false, 65_000), false, true],
    [
      'not while the road is blocked: there is no turn',
      (progress) => progress.attempted(65_000),
      false,
      true,
    ],
    [
      'not where it is read',
      (progress) => {
        progress.read(file, { offset: 0, end: 50, lineEnd: 50 }, 50_000);
        progress.turn(true, 65_000);
      },
      false,
      true,
    ],
    [
      'not for half a line at its end',
      (progress) => {
        look(progress, 2_000, [seen({ offset: 90, halfLineBytes: 10 })]);
        progress.turn(true, 65_000);
      },
      false,
      true,
    ],
    [
      'and no reason to restart where it cannot be read',
      (progress) => {
        look(progress, 2_000, [seen()], [file.path]);
        progress.turn(true, 65_000);
      },
      true,
      true,
    ],
    [
      'and no reason to restart while others are read',
      (progress) => {
        progress.read({ generation: 'h', path: '/b.log' }, { offset: 0, end: 50, lineEnd: 50 }, 50_000);
        progress.turn(true, 65_000);
      },
      true,
      true,
    ],
  ])('%s', (_name, steps, isStuck, isAlive) => check(steps, isStuck, isAlive));
});

describe('the road is stuck', () => {
  test.each<[string, acknowledgedMs: number, nowMs: number, expected: boolean]>([
    ['where nothing is acknowledged for too long', 0, 62_000, true],
    ['not before: a block may wait for company', 0, 61_000, false],
    ['not where something is acknowledged', 40_000, 62_000, false],
    ['where that was long ago', 40_000, 101_000, true],
  ])('%s', (_name, acknowledgedMs, nowMs, expected) => {
    const progress = started();
    progress.read(file, { offset: 0, end: 100, lineEnd: 100 }, 1_000);
    if (acknowledgedMs > 0) progress.acknowledged([{ generation: 'g', offset: 10 }], acknowledgedMs);
    expect(progress.isRoadStuck(nowMs)).toBe(expected);
  });

  test('never where all is acknowledged, however long ago', () => {
    const progress = started();
    progress.read(file, { offset: 0, end: 100, lineEnd: 100 }, 1_000);
    progress.acknowledged([{ generation: 'g', offset: 100 }], 2_000);
    expect(progress.isRoadStuck(9_000_000)).toBe(false);
  });

  test('not by the parts of a line whose end has not come', () => {
    const progress = started();
    progress.read(file, { offset: 0, end: 100, lineEnd: 0 }, 1_000);
    expect(progress.isRoadStuck(9_000_000)).toBe(false);
  });
});

test('what keeps it from being ready is told', () => {
  const progress = new AgentProgress(0);
  expect(progress.troubles(1)).toEqual(['the stream has not answered yet']);
  progress.road = 'open';
  expect(progress.troubles(1)).toEqual([]);
  expect(progress.troubles(120_000)).toEqual(['the main loop made no turn for 120 s']);
  progress.attempted(110_000); // Nobody answers, but it tries.
  expect(progress.troubles(120_000)).toEqual([]);
  progress.isPaused = true; // However long: a restart makes no room on the disk.
  expect(progress.troubles(900_000)).toEqual(['the positions cannot be written: reading waits']);
  expect(progress.isAlive(900_000)).toBe(true);
  progress.isPaused = false;
  progress.road = 'ending';
  expect(progress.troubles(120_000)).toEqual([
    'reading has ended: the agent stops, or takes a new configuration',
  ]);
});
