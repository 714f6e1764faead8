import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineParser } from '../../../src/parse/events.ts';
import { Timeline } from '../../../src/record/timeline.ts';
import { decodeRecord } from '../../../src/wire/decode.ts';
import { MessagePackWriter } from '../../../src/wire/message-pack.ts';
import { lineChunk } from '../../fakes/line-chunk.ts';

const nowMs = 1_700_000_000_000;

const word = fc.stringMatching(/^[!-~]{0,12}$/);
const text = fc.oneof(
  word,
  fc.stringMatching(/^[ -~]{0,40}$/),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('-', '', '\\"', '"', 'é', '\t', 'x'.repeat(300)),
);
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  word,
  fc.constantFrom(
    '-',
    '::',
    ':',
    'f:',
    '1.2.3',
    '1.2.3.4.',
    '1.2.3.4444',
    '1.2:3',
    'f:1.2',
    '::ffff:1.2.3.4',
    'unknown',
  ),
);
const time = fc.oneof(
  fc.constantFrom(
    '17/May/2015:10:05:03 +0000',
    '29/Feb/2015:10:05:03 +0000',
    '01/Jan/1960:00:00:00 -0130',
    '17/May/2015:10:05:3 +0000',
  ),
  word,
);
const request = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('GET', 'POST', 'X_Y', 'get', ''),
      text,
      fc.constantFrom('1.1', '2', '2.', '10', ''),
    )
    .map(([method, target, version]) => `${method} ${target} HTTP/${version}`),
  fc.constantFrom('GET /a?b=c?d HTTP/1.1', 'GET /? HTTP/2', 'GET * HTTP/1.0'),
  text,
);
const line = fc
  .record({
    address,
    ident: fc.constantFrom('-', '-', '-', 'i'),
    user: fc.oneof(fc.constantFrom('-', 'alice', '"a b"', '"'), word),
    time,
    request,
    status: fc.constantFrom('200', '404', '99', '1000', 'abc'),
    bytes: fc.constantFrom('-', '0', '12345', '123456789012345', '1234567890123456', ''),
    referrer: text,
    userAgent: text,
    trailing: fc.constantFrom('', '', '', ' ', ' 0.002', ' "x"', '\r'),
    isCommon: fc.boolean(),
  })
  .map((one) => {
    const common = `${one.address} ${one.ident} ${one.user} [${one.time}] "${one.request}" ${one.status} ${one.bytes}`;
    return `${one.isCommon ? common : `${common} "${one.referrer}" "${one.userAgent}"`}${one.trailing}`;
  });
const bytesOfLine = fc.oneof(
  line.map((content) => Buffer.from(content)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
);
const content = fc
  .tuple(fc.array(bytesOfLine, { minLength: 1, maxLength: 6 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, newline, isWhole]) =>
    Buffer.concat(
      lines.flatMap((bytes, index) =>
        isWhole || index < lines.length - 1 ? [bytes, Buffer.from(newline)] : [bytes],
      ),
    ),
  )
  .filter((bytes) => bytes.length > 0);

async function checkAlike(format: 'combined' | 'common' | 'plain', bytes: Buffer): Promise<void> {
  const options = { format, fields: { 'event.dataset': 'd' } };
  const chunk = lineChunk(bytes, 1_000);
  const { events, ...parsed } = new LineParser(options).parse(chunk, new Timeline(), nowMs);
  const out = new MessagePackWriter(16);
  const encoded = new LineParser(options).encode(chunk, new Timeline(), nowMs, out);
  const { count, endOffsets, lastTimedMs, unparsed, sample, fields, ends } = encoded;
  expect({ count, endOffsets, lastTimedMs, unparsed, sample }).toEqual(parsed);
  expect(ends.at(-1)).toBe(encoded.bytes.length);
  const decoded = await decodeRecord(encoded.bytes);
  expect(decoded.events.map((event) => ({ ...fields, ...event }))).toEqual(events);
}

describe('events that go from bytes to bytes are those that go by way of objects', () => {
  test.each(['combined', 'common', 'plain'] as const)('%s', (format) =>
    fc.assert(
      fc.asyncProperty(content, (bytes) => checkAlike(format, bytes)),
      { numRuns: 2_000 },
    ),
  );

  const plainLine = (day: number, target: string, agent = 'curl/8') =>
    `192.0.2.1 - - [${String(day).padStart(2, '0')}/May/2015:10:05:03 +0000] "GET ${target} HTTP/1.1" 200 5 "-" "${agent}"\n`;
  test.each<[name: string, text: string]>([
    ['of several days', [1, 1, 2, 31, 32, 1].map((day) => plainLine(day, '/')).join('')],
    ['more than are handled at once', plainLine(1, '/').repeat(3_000)],
    [
      'longer than are handled at once',
      plainLine(1, '/a').repeat(900) + plainLine(1, '/', 'x'.repeat(70_000)),
    ],
    ['with the longest texts', plainLine(1, `/${'a'.repeat(254)}`, 'b'.repeat(255)).repeat(700)],
    ['with one that is too long', plainLine(1, `/${'a'.repeat(255)}`, 'b'.repeat(256)).repeat(3)],
    ['short ones', '\n'.repeat(2_000)],
  ])('lines %s', async (_name, text) => {
    await checkAlike('combined', Buffer.from(text));
    await checkAlike('plain', Buffer.from(text));
  });
});
