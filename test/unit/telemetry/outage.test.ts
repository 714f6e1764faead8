import { beforeEach, expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { Outage } from '../../../src/telemetry/outage.ts';

let nowMs: number;
let lines: string[];
let outage: Outage;

beforeEach(() => {
  nowMs = 1_000_000;
  lines = [];
  const log = createLog('info', 'json', (line) => {
    const { level, msg, failures = 1, forMs = 0 } = JSON.parse(line);
    lines.push(`${level} ${msg} ${failures} ${forMs}`);
  });
  outage = new Outage(log, () => nowMs, { over: 'reachable again', calmMs: 3_000 });
});

function fail(seconds: number, code = 'unreachable'): void {
  for (let call = 0; call < seconds * 10; call += 1) {
    outage.failed({ code, reason: 'refused' }, 'warn', code);
    nowMs += 100;
  }
}

function work(seconds: number): void {
  for (let call = 0; call < seconds; call += 1) {
    outage.worked();
    nowMs += 1_000;
  }
}

test('one line at the start, one a minute, one at the end', () => {
  work(1);
  fail(130);
  work(10);
  expect(lines).toEqual([
    'warn unreachable 1 0',
    'warn unreachable 601 60000',
    'warn unreachable 1201 120000',
    'info reachable again after 130 s 1300 130000',
  ]);
});

test('another kind of failure is told at once', () => {
  fail(1);
  fail(1, 'denied');
  expect(lines).toEqual(['warn unreachable 1 0', 'warn denied 11 1000']);
});

test('what fails now and then makes two lines a minute at most', () => {
  for (let round = 0; round < 30; round += 1) {
    fail(1);
    work(9);
  }
  expect(lines.length).toBeLessThanOrEqual(10);
});

test('one success among failures is no end; a known end is one at once', () => {
  fail(1);
  work(1);
  fail(1);
  expect(lines).toHaveLength(1);
  outage.over();
  expect(lines[1]).toBe('info reachable again after 3 s 20 3000');
  work(10);
  expect(lines).toHaveLength(2);
});

test('a clock that was set back holds nothing up', () => {
  fail(1);
  nowMs -= 3_600_000;
  work(1);
  expect(lines.at(-1)).toContain('info reachable again');
  fail(1);
  expect(lines.at(-1)).toContain('warn');
});
