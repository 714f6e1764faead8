import { describe, expect, test } from 'vitest';
import { compileSteps } from '../../../src/steps/compile.ts';
import { RateLimit } from '../../../src/steps/rate-limit.ts';
import type { Step } from '../../../src/steps/step.ts';
import { runSteps } from './events.ts';

const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ message: `${index}` }));
const messages = (events: readonly object[]) =>
  events.map((event) => ('message' in event ? event.message : undefined));

describe('keep and drop', () => {
  const isOdd = { field: 'message', oneOf: ['1', '3'] };

  test.each<[Step, kept: string[], filtered: object[]]>([
    [{ type: 'keep', when: isOdd }, ['1', '3'], [{ input: 'input', step: 'keep', type: 'keep', events: 2 }]],
    [
      { type: 'drop', name: 'odd', when: isOdd },
      ['0', '2'],
      [{ input: 'input', step: 'odd', type: 'drop', events: 2 }],
    ],
    [{ type: 'drop', when: { field: 'message', equals: 'x' } }, ['0', '1', '2', '3'], []],
  ])('%j', (step, kept, filtered) => {
    const processed = runSteps([step], lines(4));
    expect(messages(processed.events)).toEqual(kept);
    expect(processed.filtered).toEqual(filtered);
  });

  test.each<[dropped: string[], offsets: number[], end: number | undefined]>([
    [[], [10, 20, 30], undefined],
    [['0'], [20, 30], undefined],
    [['2'], [10, 20], 30],
    [['1', '2'], [10], 30],
    [['0', '1', '2'], [], 30],
  ])('without %j positions stand at %j, and at last at %s', (dropped, offsets, end) => {
    const processed = runSteps([{ type: 'drop', when: { field: 'message', oneOf: dropped } }], lines(3));
    expect(processed.endOffsets).toEqual(offsets);
    expect(processed.lastTimedMs).toEqual(offsets.map((offset) => offset / 10 - 1));
    expect(processed.end).toEqual(end === undefined ? undefined : { offset: end, lastTimedMs: 2 });
  });
});

describe('sample', () => {
  const sample = (rate: number, by?: string): Step => ({ type: 'sample', rate, by });

  test.each([0, 0.01, 0.5, 1])('a rate of %d keeps about that share', (rate) => {
    const { events } = runSteps([sample(rate)], lines(20_000));
    expect(Math.abs(events.length / 20_000 - rate)).toBeLessThan(0.015);
    if (rate === 0 || rate === 1) expect(events).toHaveLength(rate * 20_000);
  });

  test('a re-read decides alike, and so does another chunk', () => {
    const once = messages(runSteps([sample(0.3)], lines(500)).events);
    const again = messages(runSteps([sample(0.3)], lines(500)).events);
    expect(again).toEqual(once);
  });

  test('by a field, all events of one value stay or go, whatever their origin', () => {
    const traces = Array.from({ length: 3_000 }, (_, index) => ({ 'trace.id': `trace-${index % 300}` }));
    const { events } = runSteps([sample(0.4, 'trace.id')], traces);
    const kept = new Set(events.map((event) => event['trace.id']));
    expect(events).toHaveLength(kept.size * 10);
    expect(kept.size).toBeGreaterThan(80);
    expect(kept.size).toBeLessThan(160);
  });

  test('errors are kept', () => {
    const step: Step = { type: 'sample', rate: 0, keepWhen: { field: 'log.level', equals: 'error' } };
    const { events } = runSteps([step], [{ 'log.level': 'error' }, { 'log.level': 'info' }, {}]);
    expect(events).toHaveLength(1);
  });
});

describe('rateLimit', () => {
  test('lets so many events pass a second, of each key', () => {
    const steps: Step[] = [{ type: 'rateLimit', eventsPerSecond: 2, by: 'user.id', keysMax: 10 }];
    const compiled = compileSteps(steps, 'input');
    const events = [...lines(5).map((line) => ({ ...line, 'user.id': 'a' })), { 'user.id': 'b' }, {}];
    const at = (nowMs: number) => runSteps(steps, events, nowMs, compiled);
    expect(messages(at(0).events)).toEqual(['0', '1', undefined, undefined]);
    expect(at(0).filtered).toEqual([{ input: 'input', step: 'rateLimit', type: 'rateLimit', events: 5 }]);
    expect(messages(at(500).events)).toEqual(['0', undefined, undefined]);
    expect(messages(at(10_000).events)).toEqual(['0', '1', undefined, undefined]);
  });

  test.each<[nowMs: number, takes: number]>([
    [0, 0],
    [999, 0],
    [1_000, 1],
    [5_000, 3],
    [-5_000, 0], // The clock was set back.
  ])('after a burst, %i ms later it takes %i', (nowMs, takes) => {
    const limit = new RateLimit({ eventsPerSecond: 1, burst: 3, keysMax: 10 });
    for (let event = 0; event < 3; event += 1) expect(limit.takes('k', 0)).toBe(true);
    let taken = 0;
    while (limit.takes('k', nowMs)) taken += 1;
    expect(taken).toBe(takes);
  });

  test('long keys are told apart too', () => {
    const limit = new RateLimit({ eventsPerSecond: 1, burst: 1, keysMax: 10 });
    const keys = ['x'.repeat(1_000), `${'x'.repeat(999)}y`];
    expect([...keys, ...keys].map((key) => limit.takes(key, 0))).toEqual([true, true, false, false]);
  });

  test('remembers a bounded number of keys, and the busy ones longest', () => {
    const limit = new RateLimit({ eventsPerSecond: 1, burst: 1, keysMax: 3 });
    expect(limit.takes('busy', 0)).toBe(true);
    for (let key = 0; key < 100; key += 1) {
      expect(limit.takes(`${key}`, 0)).toBe(true);
      expect(limit.takes('busy', 0)).toBe(false);
    }
    expect(limit.keys).toBe(3);
  });
});
