import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containerRule } from '../../../src/parse/container-ends.ts';
import { ContainerParser } from '../../../src/parse/container-events.ts';
import { readContainerLine } from '../../../src/parse/container-line.ts';
import { groupingOf, type MultilineRule } from '../../../src/parse/multiline.ts';
import { type EventRule, multilineRule } from '../../../src/parse/multiline-ends.ts';
import { multilinePresets } from '../../../src/parse/multiline-presets.ts';
import { Timeline } from '../../../src/record/timeline.ts';
import { characterBoundary, endsOfLines } from '../../../src/sources/file/lines.ts';
import { lineChunk } from '../../fakes/line-chunk.ts';

const lineBytesMax = 200;

/** What a reader hands out from an offset on, in a file that grows to these sizes. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** Set where a part of an event ends that goes on. */
  readonly isPart: boolean;
}

function readGrowing(file: Buffer, rule: EventRule, sizes: readonly number[], from = 0): Piece[] {
  const pieces: Piece[] = [];
  let offset = from;
  let within: string | undefined;
  for (const size of [...sizes, file.length]) {
    for (let goesOn = true; goesOn; ) {
      const bytes = file.subarray(offset, Math.max(offset, Math.min(size, offset + lineBytesMax)));
      const { ends, part } = rule({
        bytes,
        encoding: 'utf-8',
        lineEnds: endsOfLines(bytes, 'utf-8'),
        cuts: new Set(),
        isFull: bytes.length >= lineBytesMax,
        within,
        characterEnd: (some) => characterBoundary(some, 'utf-8'),
      });
      const start = offset;
      for (const end of ends)
        pieces.push({ start: pieces.at(-1)?.end ?? from, end: start + end, isPart: false });
      if (part !== undefined) pieces.push({ start, end: start + part.end, isPart: true });
      offset = pieces.at(-1)?.end ?? from;
      within = part?.state ?? (ends.length > 0 ? undefined : within);
      goesOn = offset > start;
    }
  }
  return pieces;
}

const text = fc.oneof(
  fc.constantFrom(
    '1 ERROR',
    'java.lang.RuntimeException: x',
    '\tat a.B.c(B.java:1)',
    'Caused by: x.Y: z',
    'Traceback (most recent call last):',
    '  File "a.py", line 1',
    'ValueError: x',
    '',
    'goroutine 1 [running]:',
    'main.main()',
    'panic: x',
    "a.rb:1:in `b': x (Y)",
    'Error: x',
    '    at f (a.js:1:1)',
    '}',
    'a.js:1',
    'é🙂'.repeat(40),
    'x'.repeat(150),
    ` ${'x'.repeat(500)}`,
  ),
  fc.string({ maxLength: 10 }).map((any) => any.replaceAll('\n', '')),
);
const rules = fc.oneof(
  fc.constantFrom<MultilineRule>(...multilinePresets),
  fc.constantFrom<MultilineRule>(
    multilinePresets,
    { start: '^\\d' },
    { continue: '^\\s' },
    { end: ':$' },
    { start: 'E', continue: '^\\s', end: '\\}' },
  ),
);
const growth = fc.array(fc.nat({ max: 3_000 }), { maxLength: 8 }).map((sizes) => sizes.sort((a, b) => a - b));

test('events of several lines: no byte is lost, and they are cut alike however the file grows and from wherever it is read', () => {
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 30 }),
      rules,
      growth,
      fc.option(fc.integer({ min: 2, max: 4 }), { nil: undefined }),
      (lines, rule, sizes, linesMax) => {
        const file = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const eventRule = multilineRule(groupingOf(rule), { linesMax });
        const pieces = readGrowing(file, eventRule, []);
        let at = 0;
        for (const { start, end } of pieces) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          expect(end - start).toBeLessThanOrEqual(lineBytesMax);
          at = end;
        }
        // The last part is known for the last.
        if (pieces.at(-1)?.isPart) expect(at).toBeLessThan(file.length);
        expect(readGrowing(file, eventRule, sizes)).toEqual(pieces);
        const starts = pieces.filter((_, index) => index > 0 && pieces[index - 1]?.isPart === false);
        for (const { start } of starts)
          expect(readGrowing(file, eventRule, [], start)).toEqual(
            pieces.filter((piece) => piece.start >= start),
          );
      },
    ),
    { numRuns: 500 },
  );
});

const containerLine = fc
  .record({
    text: fc.oneof(text, fc.constant('short')).map((any) => any.slice(0, 60)),
    stream: fc.constantFrom('stdout', 'stderr'),
    tag: fc.constantFrom('F', 'F', 'P'),
    isOther: fc.nat({ max: 30 }).map((count) => count === 0),
    afterMs: fc.constantFrom(0, 1, 10, 2_000),
  })
  .map(({ isOther, ...line }) => (isOther ? 'no container' : line));

test('containers: each line is in one event, and the same events come however the file grows and from wherever it is read', () => {
  fc.assert(
    fc.property(
      fc.array(containerLine, { maxLength: 40 }),
      fc.option(rules, { nil: undefined }),
      growth,
      (lines, rule, sizes) => {
        let nowMs = Date.parse('2024-01-01T00:00:00Z');
        const texts = lines.map((line) => {
          if (typeof line === 'string') return `${line}\n`;
          nowMs += line.afterMs;
          return `${new Date(nowMs).toISOString()} ${line.stream} ${line.tag} ${line.text}\n`;
        });
        const file = Buffer.from(texts.join(''));
        const join = { grouping: rule === undefined ? undefined : groupingOf(rule), flushAfterMs: 1_000 };
        const eventRule = containerRule(readContainerLine.cri, join);
        const fields = (pieces: readonly Piece[]) => pieces.flatMap((piece) => eventsIn(file, piece, join));
        const pieces = readGrowing(file, eventRule, []);
        const events = fields(pieces);
        const linesIn = (end: number) => endsOfLines(file.subarray(0, end), 'utf-8').length;
        expect(events.reduce((sum, { length }) => sum + length, 0)).toBe(pieces.at(-1)?.end ?? 0);
        expect(new Set(events.map(({ offset }) => offset)).size).toBe(events.length);
        expect(linesIn(pieces.at(-1)?.end ?? 0)).toBeGreaterThanOrEqual(events.length);
        expect(fields(readGrowing(file, eventRule, sizes))).toEqual(events);
        for (const { start } of pieces.slice(1))
          expect(fields(readGrowing(file, eventRule, [], start))).toEqual(
            fields(pieces.filter((piece) => piece.start >= start)),
          );
      },
    ),
    { numRuns: 500 },
  );
});

function eventsIn(
  file: Buffer,
  { start, end }: Piece,
  join: ConstructorParameters<typeof ContainerParser>[0]['container']['join'],
) {
  const container = { format: 'cri', join } as const;
  const parser = new ContainerParser({ container, format: 'plain', fields: {}, path: '/a' });
  const chunk = { ...lineChunk(file.subarray(start, end), start), lineEnds: [end - start] };
  return parser.parse(chunk, new Timeline(), 0).events.map((event) => ({
    offset: Number(event['log.offset']),
    length: Number(event['log.length']),
    checksum: event['log.checksum'],
    message: event['message'],
  }));
}
