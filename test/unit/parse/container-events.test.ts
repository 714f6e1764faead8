import { describe, expect, test } from 'vitest';
import { containerRule } from '../../../src/parse/container-ends.ts';
import { ContainerParser } from '../../../src/parse/container-events.ts';
import { type ContainerFormat, readContainerLine } from '../../../src/parse/container-line.ts';
import { detectFormat } from '../../../src/parse/detect-format.ts';
import { groupingOf, type MultilineRule } from '../../../src/parse/multiline.ts';
import type { Event } from '../../../src/record/event.ts';
import { Timeline } from '../../../src/record/timeline.ts';
import { characterBoundary } from '../../../src/sources/file/lines.ts';
import { lineChunk } from '../../fakes/line-chunk.ts';

interface Given {
  readonly format?: ContainerFormat;
  readonly multiline?: MultilineRule;
  readonly isFull?: boolean;
  readonly linesMax?: number;
}

/** What a reader and a parser make of a file that is over: where positions may stand, and the events. */
function read(
  content: string | Uint8Array,
  { format = 'cri', multiline, isFull = false, linesMax }: Given = {},
) {
  const { bytes, lineEnds } = lineChunk(content);
  const grouping = multiline === undefined ? undefined : groupingOf(multiline);
  const join = { grouping, linesMax, flushAfterMs: 1_000 };
  const rule = containerRule(readContainerLine[format], join);
  const given = { bytes, encoding: 'utf-8', cuts: new Set<number>(), within: undefined } as const;
  const characterEnd = (some: Buffer) => characterBoundary(some, 'utf-8');
  const { ends } = rule({ ...given, lineEnds, isFull, characterEnd });
  const firstLine = Buffer.from(bytes.subarray(0, lineEnds[0])).toString().trimEnd();
  const detected = detectFormat([readContainerLine[format](firstLine)?.text ?? '']);
  const parser = new ContainerParser({
    container: { format, join },
    format: detected.format,
    fields: { 'event.dataset': 'x' },
    path: '/var/log/pods/shop_web_1/app/0.log',
  });
  const rest = isFull || ends.at(-1) === bytes.length ? [] : [bytes.length];
  const chunk = { ...lineChunk(content), lineEnds: [...ends, ...rest] };
  const parsed = parser.parse(chunk, new Timeline(), 5_000);
  return { ends, ...parsed, messages: parsed.events.map(messageOf), format: detected.format };
}

function messageOf(event: Event): string {
  return `${String(event['log.iostream'] ?? '').slice(3)}:${String(event['message'])}`;
}

let second = 0;
function line(text: string, stream = 'stdout', tag = 'F', at = second): string {
  return `2024-01-01T00:00:${String(at).padStart(2, '0')}.5Z ${stream} ${tag} ${text}\n`;
}

describe('lines of a container', () => {
  test('each is an event of its own time, with what its path tells', () => {
    second = 1;
    const { events, ends, endOffsets } = read(line('one') + line('two', 'stderr'));
    expect(ends).toEqual([36, 72]);
    expect(endOffsets).toEqual(ends);
    expect(events).toMatchObject([
      {
        '@timestamp': Date.parse('2024-01-01T00:00:01.5Z'),
        message: 'one',
        'log.iostream': 'stdout',
        'event.dataset': 'x',
        'kubernetes.pod.name': 'web',
        'log.offset': 0,
        'log.length': 36,
      },
      { message: 'two', 'log.iostream': 'stderr', 'log.offset': 36 },
    ]);
  });

  test('pieces are put together, each stream for itself; a position stands only where no line is open', () => {
    const lines = [
      line('a1 ', 'stdout', 'P'),
      line('b1 ', 'stderr', 'P'),
      line('a2 ', 'stdout', 'P'),
      line('b2', 'stderr'),
      line('c', 'stderr'),
      line('a3', 'stdout'),
      line('d'),
    ];
    const { messages, ends, endOffsets, events } = read(lines.join(''));
    expect(messages).toEqual(['out:a1 a2 a3', 'err:b1 b2', 'err:c', 'out:d']);
    const stretch = lines.slice(0, 6).join('').length;
    expect(ends).toEqual([stretch, lines.join('').length]);
    expect(endOffsets).toEqual([0, 0, stretch, lines.join('').length]);
    const [a1 = '', , a2 = '', , , a3 = ''] = lines;
    expect(events[0]).toMatchObject({ 'log.offset': 0, 'log.length': (a1 + a2 + a3).length });
    expect(events[1]).toMatchObject({ 'log.offset': a1.length });
  });

  test('docker: a line longer than 16 KiB', () => {
    const piece = 'x'.repeat(16_384);
    const entry = (log: string, stream: string) =>
      `${JSON.stringify({ log, stream, time: '2024-01-01T00:00:00.1Z' })}\n`;
    const content = [entry(piece, 'stdout'), entry('other\n', 'stderr'), entry('end\n', 'stdout')].join('');
    const { messages, ends } = read(content, { format: 'docker' });
    expect(messages).toEqual([`out:${piece}end`, 'err:other']);
    expect(ends).toEqual([content.length]);
  });

  test('what was printed is parsed by its own format, and tells its own time', () => {
    const { events, format } = read(
      line('{"time":"2023-12-31T23:59:59Z","message":"x","kubernetes":{"namespace":"y"}}'),
    );
    expect(format).toBe('json');
    expect(events).toMatchObject([
      {
        '@timestamp': Date.parse('2023-12-31T23:59:59Z'),
        message: 'x',
        'kubernetes.namespace': 'shop',
        fields: { kubernetes: { namespace: 'y' } },
      },
    ]);
  });

  test('what Docker was told to write to each line', () => {
    const content =
      '{"log":"{\\"a\\":1}\\n","stream":"stdout","attrs":{"tag":"web"},"time":"2024-01-01T00:00:00Z"}\n';
    expect(read(content, { format: 'docker' }).events[0]?.['fields']).toEqual({
      attrs: { tag: 'web' },
      a: 1,
    });
  });

  test('lines that are none of a container, or no text, are kept whole', () => {
    const content = Buffer.concat([
      Buffer.from('what?\n'),
      Buffer.from(line('x\u00ff'), 'latin1'),
      Buffer.from(line('y')),
    ]);
    const { events, unparsed } = read(content);
    expect(new Map(unparsed)).toEqual(
      new Map([
        ['unparsed_line', 1],
        ['invalid_utf8', 1],
      ]),
    );
    expect(events).toMatchObject([
      { message: 'what?', 'error.type': 'unparsed_line', '@timestamp': 5_000 },
      { message: 'x\ufffd', 'error.type': 'invalid_utf8', 'event.original': content.subarray(6, 6 + 35) },
      { message: 'y' },
    ]);
  });
});

describe('events of several lines in a container', () => {
  const trace = ['java.lang.RuntimeException: x', '\tat a.B.c(B.java:1)', '\tat a.B.d(B.java:2)'];

  test('each stream for itself, though they are written in turns', () => {
    const [header = '', first = '', next = ''] = trace;
    const content = [
      line('ready'),
      line(header, 'stderr'),
      line('GET /'),
      line(first, 'stderr'),
      line('GET /a'),
      line(next, 'stderr'),
      line('done'),
      line('goes on', 'stderr'),
    ];
    const { messages, ends } = read(content.join(''), { multiline: 'java' });
    expect(messages).toEqual([
      'out:ready',
      `err:${trace.join('\n')}`,
      'out:GET /',
      'out:GET /a',
      'out:done',
      'err:goes on',
    ]);
    expect(ends).toEqual([content[0]?.length, content.slice(0, 6).join('').length]);
  });

  test('a stream that printed nothing for a while goes on with no event', () => {
    const content =
      line('err', 'stderr', 'F', 1) + line('one', 'stdout', 'F', 2) + line('two', 'stdout', 'F', 3);
    const { ends, messages } = read(content, { multiline: 'java' });
    expect(ends).toEqual([36, 72]);
    expect(messages).toEqual(['err:err', 'out:one', 'out:two']);
  });

  test('where no more bytes fit, a quiet stream is over; then all are', () => {
    second = 1;
    const content = line('err', 'stderr') + line('one') + line('two');
    expect(read(content, { multiline: 'java' }).ends).toEqual([]);
    expect(read(content, { multiline: 'java', isFull: true }).ends).toEqual([72]);
    expect(read(line('a', 'stdout', 'P') + line('b', 'stdout', 'P'), { isFull: true })).toMatchObject({
      ends: [68],
      messages: ['out:ab'],
    });
  });

  test('an event of too many lines ends', () => {
    const content = ['1', ' a', ' b', ' c', ' d'].map((text) => line(text)).join('');
    expect(read(content, { multiline: { continue: '^ ' }, linesMax: 2 }).messages).toEqual([
      'out:1\n a',
      'out: b\n c',
      'out: d',
    ]);
  });

  test('an event that its last line ends comes once', () => {
    expect(read(line('a') + line('b;', 'stdout', 'P'), { multiline: { end: ';$' } }).messages).toEqual([
      'out:a\nb;',
    ]);
  });
});
