import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LineParser, type LineParserOptions, lineErrors } from '../../../src/parse/events.ts';
import type { Encoding, LinePart } from '../../../src/record/chunk.ts';
import { Timeline } from '../../../src/record/timeline.ts';
import { lineChunk } from '../../fakes/line-chunk.ts';

const nowMs = 1_700_000_000_000;
const origin = /^(@timestamp|event\.time_source|log\.(file\..*|offset|length|checksum))$/;

function parse(content: string | Uint8Array, options: Partial<LineParserOptions> = {}, part?: LinePart) {
  const parser = new LineParser({ format: 'plain', fields: {}, ...options });
  const chunk = { ...lineChunk(content, 1_000), ...(part !== undefined && { part }) };
  return parser.parse(chunk, new Timeline(), nowMs);
}

/** The events of these lines, without what says where they came from. */
function check(
  content: string | Uint8Array,
  expected: object[],
  options: Partial<LineParserOptions> = {},
): void {
  const { events } = parse(content, options);
  const told = events.map((event) =>
    Object.fromEntries(Object.entries(event).filter(([field]) => !origin.test(field))),
  );
  expect(told).toEqual(expected);
}

describe('the text of a line', () => {
  test.each<[string, content: string, messages: string[]]>([
    ['LF', 'a\nb\n', ['a', 'b']],
    ['CR LF', 'a\r\nb\r\n', ['a', 'b']],
    ['a lone CR', 'a\rb\r\r\n', ['a\rb\r']],
    ['no newline at the end', 'a\nb', ['a', 'b']],
    ['CR at the end', 'a\r', ['a\r']],
    ['empty lines', '\n\r\n\n', ['', '', '']],
    ['blanks', ' \t \n', [' \t ']],
    ['NUL', 'a\0b\n\0\n', ['a\0b', '\0']],
    ['quotes and backslashes', '"\\"\\\\"\n', ['"\\"\\\\"']],
    ['UTF-8', 'é\n茶\n😀\n', ['é', '茶', '😀']],
    ['a byte order mark', '\ufeffa\n', ['\ufeffa']],
    ['separators of Unicode', 'a\u2028b\u0085c\n', ['a\u2028b\u0085c']],
  ])('%s', (_name, content, messages) =>
    check(
      content,
      messages.map((message) => ({ message })),
    ),
  );
});

describe('a line that does not parse is kept whole', () => {
  const unparsed = { 'error.type': lineErrors.unparsed };
  test.each<[string, content: string, options: Partial<LineParserOptions>, expected: object[]]>([
    [
      'json',
      '{"message":"m"}\n{cut\n',
      { format: 'json' },
      [{ message: 'm' }, { message: '{cut', ...unparsed }],
    ],
    [
      'combined',
      'cut "\n\n',
      { format: 'combined' },
      [
        { message: 'cut "', ...unparsed },
        { message: '', ...unparsed },
      ],
    ],
    [
      'with its fields',
      'x\n',
      { format: 'json', fields: { 'event.dataset': 'd' } },
      [{ message: 'x', ...unparsed, 'event.dataset': 'd' }],
    ],
  ])('%s', (_name, content, options, expected) => check(content, expected, options));

  test('and counted, with a sample', () => {
    const { unparsed: count, sample } = parse('{}\na\n{}\nb\n{}\n', { format: 'json' });
    expect([[...count], sample]).toEqual([[['unparsed_line', 2]], 'b']);
  });
});

test('bytes that are no UTF-8 are kept beside their text, those of their neighbours are not', () => {
  const bytes = Buffer.concat([
    Buffer.from('é\n'),
    Buffer.from([0x61, 0xff, 0x0d, 0x0a]),
    Buffer.from('b\n'),
  ]);
  const raw = { 'event.original': bytes.subarray(3, 7), 'error.type': lineErrors.invalidUtf8 };
  check(bytes, [{ message: 'é' }, { message: 'a\ufffd', ...raw }, { message: 'b' }]);
  check(
    bytes,
    [
      { message: 'é', 'error.type': lineErrors.unparsed },
      { message: 'a\ufffd', ...raw },
      { message: 'b', 'error.type': lineErrors.unparsed },
    ],
    { format: 'json' },
  );
});

test('what a line says of a field that the agent writes goes under `fields`', () => {
  check(
    '{"event.dataset":"theirs"}\n',
    [{ 'event.dataset': 'ours', fields: { 'event.dataset': 'theirs' } }],
    {
      format: 'json',
      fields: { 'event.dataset': 'ours' },
    },
  );
});

test('each event says where it came from', () => {
  const { events, endOffsets } = parse('a\r\né\n');
  const place = { 'log.file.path': '/var/log/app.log', 'log.file.generation': 'generation-1' };
  expect(events).toEqual([
    {
      message: 'a',
      ...place,
      'log.offset': 1_000,
      'log.length': 3,
      'log.checksum': crc32('a\r\n'),
      'event.time_source': 'read',
      '@timestamp': nowMs,
    },
    {
      message: 'é',
      ...place,
      'log.offset': 1_003,
      'log.length': 3,
      'log.checksum': crc32('é\n'),
      'event.time_source': 'read',
      '@timestamp': nowMs,
    },
  ]);
  expect(endOffsets).toEqual([1_003, 1_006]);
});

test('an untimed line takes the time of the one before it', () => {
  const { events, lastTimedMs } = parse('x\n{"time":2}\ny\n{"time":1}\nz\n', { format: 'json' });
  expect(events.map((event) => event['@timestamp'])).toEqual([nowMs, 2_000, 2_000, 1_000, 1_000]);
  expect(lastTimedMs).toEqual([undefined, 2_000, 2_000, 1_000, 1_000]);
  expect(events.map((event) => event['event.time_source'])).toEqual([
    'read',
    undefined,
    'previous_line',
    undefined,
    'previous_line',
  ]);
});

test('a time without a year is told as such, and untimed lines after it have it', () => {
  const { events } = parse('Nov 14 10:00:00 host program: m\n?\n', { format: 'syslog' });
  const timeMs = Date.UTC(2023, 10, 14, 10);
  expect(events.map((event) => [event['@timestamp'], event['event.time_source']])).toEqual([
    [timeMs, 'line_without_year'],
    [timeMs, 'previous_line'],
  ]);
});

describe('a part of a line', () => {
  test.each<[string, content: string | Uint8Array, part: LinePart, told: object, endOffset: number]>([
    [
      'a first one',
      'aaaa',
      { index: 0, lineStart: 1_000, last: false },
      { message: 'aaaa', 'log.part': 0 },
      1_000,
    ],
    [
      'a later one',
      'bbbb',
      { index: 1, lineStart: 996, last: false },
      { message: 'bbbb', 'log.part': 1 },
      996,
    ],
    [
      'the last one',
      'cc\r\n',
      { index: 2, lineStart: 992, last: true },
      { message: 'cc', 'log.part': 2 },
      1_004,
    ],
    [
      'JSON is not read in parts',
      '{}',
      { index: 0, lineStart: 1_000, last: false },
      { message: '{}', 'log.part': 0 },
      1_000,
    ],
    [
      'one that is no text',
      Buffer.from([0xff]),
      { index: 3, lineStart: 900, last: false },
      {
        message: '\ufffd',
        'log.part': 3,
        'event.original': Buffer.from([0xff]),
        'error.type': lineErrors.invalidUtf8,
      },
      900,
    ],
  ])('%s', (_name, content, part, told, endOffset) => {
    const { events, endOffsets } = parse(content, { format: 'json' }, part);
    expect(events).toEqual([expect.objectContaining(told)]);
    expect(endOffsets).toEqual([endOffset]);
  });

  test('is only the first line of its chunk', () => {
    const { events, endOffsets } = parse(
      'end\n{}\n',
      { format: 'json' },
      { index: 4, lineStart: 10, last: true },
    );
    expect(events.map((event) => event['log.part'])).toEqual([4, undefined]);
    expect(endOffsets).toEqual([1_004, 1_007]);
  });
});

describe('text in other encodings', () => {
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  test.each<[string, Encoding, bytes: Buffer, ends: number[], messages: string[]]>([
    ['UTF-16, with its mark', 'utf-16le', utf16('\ufeffone\r\nzwei ü\n'), [12, 26], ['one', 'zwei ü']],
    ['UTF-16, big end first', 'utf-16be', utf16('one\nĊ\n').swap16(), [8, 12], ['one', 'Ċ']],
    ['latin1', 'latin1', Buffer.from('caf\u00e9 \u0080\n', 'latin1'), [7], ['caf\u00e9 \u0080']],
  ])('%s', (_name, encoding, bytes, lineEnds, messages) => {
    const parser = new LineParser({ format: 'plain', fields: {} });
    const { file } = lineChunk('');
    const chunk = { file: { ...file, encoding }, offset: 0, bytes, lineEnds };
    const { events } = parser.parse(chunk, new Timeline(), nowMs);
    expect(events.map(({ message }) => message)).toEqual(messages);
    expect(events[0]?.['error.type']).toBeUndefined();
  });

  test('half a pair is no text: its bytes are kept', () => {
    const parser = new LineParser({ format: 'plain', fields: {} });
    const { file } = lineChunk('');
    const bytes = Buffer.concat([Buffer.from([0x00, 0xd8]), utf16('\n')]);
    const chunk = { file: { ...file, encoding: 'utf-16le' as const }, offset: 0, bytes, lineEnds: [4] };
    const { events } = parser.parse(chunk, new Timeline(), nowMs);
    expect(events[0]?.['error.type']).toBe(lineErrors.invalidUtf8);
    expect(events[0]?.['event.original']).toEqual(bytes);
  });
});
