import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineParser, lineErrors } from '../../../src/parse/events.ts';
import { type Format, formats, parserOf } from '../../../src/parse/formats.ts';
import type { Event } from '../../../src/record/event.ts';
import { Timeline } from '../../../src/record/timeline.ts';
import { lineChunk } from '../../fakes/line-chunk.ts';

const accessLine = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /a?b HTTP/1.1" 200 12 "-" "curl"';
const piece = fc.oneof(
  fc.constantFrom(
    '\n',
    '\r\n',
    '\r',
    '\0',
    '"',
    '\\',
    '\\"',
    ' ',
    '{}',
    '{"a":',
    '}',
    '[',
    ']',
    '-',
    '\ufeff',
    accessLine,
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.json({ maxDepth: 3 }).map((json) => `{"x":${json}}`),
  fc.nat({ max: accessLine.length }).map((at) => accessLine.slice(0, at)),
);
const anyText = fc.array(piece, { maxLength: 20 }).map((pieces) => Buffer.from(pieces.join('')));
const anyBytes = fc
  .array(fc.oneof(anyText, fc.uint8Array({ maxLength: 20 })), { maxLength: 6 })
  .map((parts) => Buffer.concat(parts));

/** The lines of some bytes by another way than the source's, with their newlines. */
function split(bytes: Buffer): Buffer[] {
  const lines = bytes.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.map((line) => Buffer.from(line, 'latin1'));
}

/** Nothing of the line is lost: it stands in `message`, or its bytes beside it, or the format has read it. */
function checkKept(event: Event, raw: Buffer, format: Format): void {
  const text = raw.toString('utf8').replace(/\r?\n$/, '');
  const error = event['error.type'];
  expect([event['log.length'], event['log.checksum']]).toEqual([raw.length, crc32(raw)]);
  if (!isUtf8(raw)) {
    expect([error, event['message']]).toEqual([lineErrors.invalidUtf8, text]);
    expect(Buffer.compare(event['event.original'] as Buffer, raw)).toBe(0);
  } else if (format === 'plain' || parserOf(format)(text) === undefined) {
    expect([error, event['message']]).toEqual([format === 'plain' ? undefined : lineErrors.unparsed, text]);
  } else if (format === 'json') {
    expect(error).not.toBe(lineErrors.unparsed);
  }
}

test.each([...formats])('any bytes become an event a line, %s, and none is lost', (format) => {
  fc.assert(
    fc.property(anyBytes, fc.nat({ max: 2 ** 40 }), (bytes, offset) => {
      const parser = new LineParser({ format, fields: {} });
      const { events, endOffsets } = parser.parse(lineChunk(bytes, offset), new Timeline(), 1);
      const lines = split(bytes);
      expect(events).toHaveLength(lines.length);
      let at = offset;
      for (const [index, raw] of lines.entries()) {
        const event = events[index];
        if (event === undefined) throw new Error(`line ${index} is missing`);
        expect([event['log.offset'], endOffsets[index]]).toEqual([at, at + raw.length]);
        checkKept(event, raw, format);
        at += raw.length;
      }
    }),
    { numRuns: 500 },
  );
});

test('no text makes a parser throw', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(...formats),
      (text, format) => {
        expect(() => parserOf(format)(text)).not.toThrow();
      },
    ),
    { numRuns: 2_000 },
  );
});

/** Every leaf of a JSON value with its path, nested or dotted alike; an empty list or map is one too. */
function leavesOf(value: unknown, path = ''): [path: string, leaf: unknown][] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, path === '' ? key : `${path}.${key}`));
}

test('every leaf of a JSON line is in its event, or the line is kept whole', () => {
  const key = fc.constantFrom(
    'message',
    'http',
    'version',
    'http.version',
    'url',
    'path',
    'fields',
    'log',
    'offset',
    'a',
    '',
    'time',
    '__proto__',
    'constructor',
  );
  const item = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('1.1', 'x', 200, -0.5, true, null, '2015-05-17T10:05:03Z', 2 ** 53, 1e300),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: false }),
    ),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(key, item, { maxKeys: 6 }), (value) => {
      const line = JSON.stringify(value);
      const parsed = parserOf('json')(line);
      if (parsed === undefined) {
        expect(line).toContain('__proto__');
        return;
      }
      const { fields: foreign = {}, ...ecs } = parsed.fields;
      const sorted = (leaves: [string, unknown][]) => leaves.map((leaf) => JSON.stringify(leaf)).toSorted();
      const kept =
        Object.keys(ecs).length + Object.keys(foreign as object).length === 0
          ? []
          : [...leavesOf(ecs), ...leavesOf(foreign)];
      const lost = sorted(leavesOf(JSON.parse(line))).filter(
        (leaf) => !sorted(kept.filter(([path]) => path !== '' || value[''] !== undefined)).includes(leaf),
      );
      // The time has become the event's own; an event without any field has lost nothing.
      expect(lost.filter((leaf) => leaf !== '["",{}]' && !leaf.startsWith('["time",'))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});
