import { beforeEach, describe, expect, test } from 'vitest';
import { FileParsers } from '../../../src/parse/file-parsers.ts';
import type { LineChunk } from '../../../src/record/chunk.ts';
import type { KnownFile, SeenMarker } from '../../../src/record/position.ts';
import { lineChunk } from '../../fakes/line-chunk.ts';

const known: KnownFile = {
  generation: 'known',
  path: '/var/log/app.log',
  input: 0,
  device: '1',
  inode: '2',
  head: { length: 0, hash: '' },
  offset: 0,
  markers: [{ offset: 0, until: 100, timeMs: 5_000 }],
};

let marked: [generation: string, markers: readonly SeenMarker[]][];
let chosen: [path: string, format: string][];

function parseAndJournal(parsers: FileParsers, chunk: LineChunk, nowMs: number) {
  const parsed = parsers.parse(chunk, nowMs);
  parsers.journal(chunk.file.generation);
  return parsed;
}

function open(files: readonly KnownFile[] = []): FileParsers {
  return new FileParsers({
    inputs: [
      { format: 'auto', fields: {} },
      { format: 'json', fields: { 'event.dataset': 'd' } },
      { format: 'auto', fields: {}, container: { format: 'cri', join: { flushAfterMs: 1_000 } } },
    ],
    known: files,
    mark: (generation, markers) => marked.push([generation, markers]),
    chosen: ({ path }, { format }) => chosen.push([path, format]),
  });
}

beforeEach(() => {
  marked = [];
  chosen = [];
});

test('each file has the format of its own first line, and that of its input', () => {
  const parsers = open();
  const json = lineChunk('{"message":"m"}\n', 0, { generation: 'a', path: '/a', firstLine: '{}' });
  const plain = lineChunk('{}\n', 0, { generation: 'b', path: '/b', firstLine: 'x' });
  const given = lineChunk('{}\n', 0, { generation: 'c', path: '/c', input: 1, firstLine: 'x' });
  expect([json, plain, given, json].map((chunk) => parsers.parse(chunk, 1).format)).toEqual([
    'json',
    'plain',
    'json',
    'json',
  ]);
  expect(chosen).toEqual([
    ['/a', 'json'],
    ['/b', 'plain'],
  ]);
  expect(parsers.parse(given, 1).events[0]).toMatchObject({ 'event.dataset': 'd' });
});

test('markers are journalled once, before the events are handed on', () => {
  const parsers = open();
  parseAndJournal(parsers, lineChunk('a\n', 0), 5_000);
  parseAndJournal(parsers, lineChunk('a\n', 0), 9_000);
  expect(marked).toEqual([['generation-1', [{ offset: 0, until: 2, timeMs: 5_000 }]]]);
});

test.each<[string, Partial<KnownFile>, offset: number, expectedMs: number, journalled: number]>([
  ['what was seen before', {}, 50, 5_000, 0],
  ['what was not', {}, 100, 9_000, 1],
  ['what followed a timed line', { lastTimedMs: 700 }, 100, 700, 0],
])('after a restart, %s has its time', (_name, change, offset, expectedMs, journalled) => {
  const { events } = parseAndJournal(
    open([{ ...known, ...change }]),
    lineChunk('a\n', offset, { generation: 'known' }),
    9_000,
  );
  expect(events[0]?.['@timestamp']).toBe(expectedMs);
  expect(marked).toHaveLength(journalled);
});

test('markers of committed bytes go, and all of a file that ended', () => {
  const parsers = open([known]);
  parseAndJournal(parsers, lineChunk('a\n', 100, { generation: 'known' }), 9_000);
  parsers.committed({ generation: 'known', offset: 100 });
  parsers.committed({ generation: 'unknown', offset: 100 });
  parseAndJournal(parsers, lineChunk('a\n', 102, { generation: 'known' }), 99_000);
  expect(marked.at(-1)?.[1].map(({ offset }) => offset)).toEqual([100, 102]);
  parsers.ended('known');
  parseAndJournal(parsers, lineChunk('a\n', 0, { generation: 'known' }), 199_000);
  expect(marked.at(-1)?.[1]).toEqual([{ offset: 0, until: 2, timeMs: 199_000 }]);
});

test('without any input nothing can be read', () => {
  const parsers = new FileParsers({ inputs: [], known: [], mark: () => {}, chosen: () => {} });
  expect(() => parseAndJournal(parsers, lineChunk('a\n'), 1)).toThrow('no input 0');
});

test('the format that a run before chose stays, in the middle of the file too', () => {
  const parsers = open([{ ...known, format: 'json' }]);
  const chunk = lineChunk('{"message":"m"}\n', 100, { generation: 'known', firstLine: 'no json' });
  expect(parsers.parse(chunk, 1).format).toBe('json');
  expect(chosen).toEqual([]);
});

test('a file of a container has the format of what was printed, and that is remembered as such', () => {
  const line = '2024-01-01T00:00:00Z stdout F {"message":"m"}';
  const file = { generation: 'known', input: 2, firstLine: line };
  const first = open([{ ...known, format: 'plain' }]).parse(lineChunk(`${line}\n`, 0, file), 1);
  expect([first.format, first.events[0]?.['message']]).toEqual(['cri json', 'm']);
  expect(chosen).toEqual([['/var/log/app.log', 'cri json']]);
  const again = open([{ ...known, format: 'cri json' }]);
  expect(again.parse(lineChunk(`${line}\n`, 0, { ...file, firstLine: 'x' }), 1).format).toBe('cri json');
});

test('where a line was cut is journalled, whatever its time: the end of a marker that does not grow', () => {
  const parsers = open();
  parseAndJournal(parsers, { ...lineChunk('half', 0), isCut: true }, 5_000);
  parseAndJournal(parsers, lineChunk(' a line\n', 4), 5_001);
  expect(marked.at(-1)?.[1]).toEqual([
    { offset: 0, until: 4, timeMs: 5_000, isCut: true },
    { offset: 4, until: 12, timeMs: 5_001 },
  ]);
});

test('what auto chose it chose by the lines that were there at first', () => {
  const parsers = open();
  const file = { firstLine: '# a banner', nextLines: ['{"a":1}', '{"a":2}'] };
  expect(parsers.parse(lineChunk('{"a":1}\n', 11, file), 1).format).toBe('json');
});

test('the columns are those of the header', () => {
  const parsers = new FileParsers({
    inputs: [{ format: 'csv', fields: {}, time: { zone: 'Europe/Berlin' } }],
    known: [],
    mark: () => {},
    chosen: () => {},
  });
  const chunk = lineChunk('x,2024-07-01 12:00:00\n', 10, { headerLine: 'name,time' });
  expect(parsers.parse(chunk, 1).events[0]).toMatchObject({
    '@timestamp': Date.UTC(2024, 6, 1, 10),
    fields: { name: 'x' },
  });
});

describe('a year that a line left out', () => {
  const line = 'Dec 31 23:59:58 host program: m\n';
  const parsersOf = (files: readonly KnownFile[] = []) =>
    new FileParsers({
      inputs: [{ format: 'syslog', fields: {} }],
      known: files,
      mark: (generation, markers) => marked.push([generation, markers]),
      chosen: () => {},
    });

  test('is that of when its bytes were first seen, which is journalled', () => {
    const seenMs = Date.UTC(2024, 0, 1);
    const { events } = parseAndJournal(parsersOf(), lineChunk(line), seenMs);
    expect(events[0]).toMatchObject({
      '@timestamp': Date.UTC(2023, 11, 31, 23, 59, 58),
      'event.time_source': 'line_without_year',
    });
    expect(marked).toEqual([['generation-1', [{ offset: 0, until: line.length, timeMs: seenMs }]]]);
  });

  test('is the same when the line is read again years later', () => {
    const markers = [{ offset: 0, until: 100, timeMs: Date.UTC(2024, 0, 1) }];
    const chunk = lineChunk(line, 0, { generation: 'known' });
    const { events } = parseAndJournal(
      parsersOf([{ ...known, markers, lastTimedMs: 7 }]),
      chunk,
      Date.UTC(2030, 5, 1),
    );
    expect(events[0]?.['@timestamp']).toBe(Date.UTC(2023, 11, 31, 23, 59, 58));
    expect(marked).toEqual([]);
  });
});

test('a journal that cannot be written is asked again', () => {
  let isFull = true;
  const given: unknown[] = [];
  const mark = (...args: unknown[]) => {
    if (isFull) throw new Error('disk full');
    given.push(args);
  };
  const parsers = new FileParsers({
    inputs: [{ format: 'plain', fields: {} }],
    known: [],
    mark,
    chosen: () => {},
  });
  parsers.parse(lineChunk('a\n', 0), 5_000);
  expect(() => parsers.journal('generation-1')).toThrow('disk full');
  isFull = false;
  parsers.journal('generation-1');
  parsers.journal('generation-1');
  expect(given).toHaveLength(1);
});
