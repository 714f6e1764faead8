import { describe, expect, test } from 'vitest';
import { asBoard, asLine, type DemoFigures } from '../../../src/demo/figures.ts';

const figures: DemoFigures = {
  runningMs: 61_500,
  linesRead: 12_345,
  linesPerSecond: 99.6,
  recordsByShard: new Map([
    ['shard-2', 7],
    ['shard-1', 1_005],
  ]),
  bytesRead: 2_000,
  bytesPut: 250,
  indexed: 12_000,
  duplicates: 3,
  deadLetters: 0,
  lagSeconds: 1.26,
  wallboard: undefined,
};
const wallboard = {
  documents: 11_000,
  eventsPerSecond: 98.7,
  field: 'url.path',
  top: [
    { value: '/', count: 600 },
    { value: '/a\u001b[2J', count: 1 },
  ],
};

describe('asLine', () => {
  test.each<[string, Partial<DemoFigures>, string]>([
    ['before the first answer', {}, 'read 12345 | put 1005/7 | indexed 12000 | lag 1.3 s'],
    [
      'before the first record',
      { recordsByShard: new Map() },
      'read 12345 | put 0 | indexed 12000 | lag 1.3 s',
    ],
    [
      'with dead letters',
      { deadLetters: 2 },
      'read 12345 | put 1005/7 | indexed 12000 | lag 1.3 s | dead letters 2',
    ],
    [
      'with the wallboard',
      { wallboard: { ...wallboard, top: [] } },
      'read 12345 | put 1005/7 | indexed 12000 | lag 1.3 s | 99 events/s | top url.path: none yet',
    ],
  ])('%s', (_name, change, expected) => {
    expect(asLine({ ...figures, ...change })).toBe(expected);
  });

  test('shows terminal escapes, and obeys none', () => {
    expect(asLine({ ...figures, wallboard })).toMatch(/top url\.path: \/ 600, \/a\?\[2J 1$/);
  });
});

describe('asBoard', () => {
  test('has each figure in its row', () => {
    const text = asBoard({ ...figures, wallboard }, 200).join('\n');
    for (const expected of [
      /running 1 min 1 s/,
      /lines read +12,345 +100 a second/,
      /records put +1,012 +shards 1,005 {2}7 +8\.0 : 1 against the log/,
      /indexed +12,000 +3 repeats recognised, 0 dead letters/,
      /lag +1\.3 s/,
      /OpenSearch +11,000 +documents, 99 events a second/,
      /█{30} +600 {2}\/\n/,
      /█ +1 {2}\/a\?\[2J/,
    ]) {
      expect(text).toMatch(expected);
    }
  });

  test('before anything came it divides by nothing and shows no empty panel', () => {
    const text = asBoard({ ...figures, runningMs: 5_000, bytesPut: 0, recordsByShard: new Map() }, 200).join(
      '\n',
    );
    expect(text).toContain('running 5 s');
    expect(text).toContain('shards none yet');
    expect(text).toContain('waiting for the first documents');
    expect(text).not.toMatch(/NaN|Infinity|against/);
  });

  test.each([0, 20, 80])('no row is wider than a terminal of %i columns, or than 20', (columns) => {
    const widths = asBoard({ ...figures, wallboard }, columns).map(({ length }) => length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(Math.max(20, columns - 1));
  });
});
