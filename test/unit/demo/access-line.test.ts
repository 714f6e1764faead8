import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessLine, escapeLogItem, logTime, type ServedRequest } from '../../../src/demo/access-line.ts';
import { combinedLine } from './combined-line.ts';

const served: ServedRequest = {
  clientAddress: '192.0.2.7',
  user: undefined,
  receivedAtMs: Date.UTC(2026, 10, 24, 10, 5, 3, 999),
  requestLine: 'GET /path HTTP/1.1',
  status: 200,
  bodyBytes: 1234,
  referer: 'https://shop.example/',
  userAgent: 'curl/8.14.1',
};

describe('a line of the combined format', () => {
  const head = '[24/Nov/2026:10:05:03 +0000] "GET /path HTTP/1.1"';
  const tail = '"https://shop.example/" "curl/8.14.1"';
  test.each<[string, Partial<ServedRequest>, string]>([
    ['all known', {}, `192.0.2.7 - - ${head} 200 1234 ${tail}`],
    ['no body', { status: 304, bodyBytes: 0 }, `192.0.2.7 - - ${head} 304 - ${tail}`],
    ['a user', { user: 'alice' }, `192.0.2.7 - alice ${head} 200 1234 ${tail}`],
    ['an empty user', { user: '' }, `192.0.2.7 - "" ${head} 200 1234 ${tail}`],
    ['IPv6', { clientAddress: '2001:db8::1' }, `2001:db8::1 - - ${head} 200 1234 ${tail}`],
    ['nothing told', { referer: undefined, userAgent: undefined }, `192.0.2.7 - - ${head} 200 1234 "-" "-"`],
    [
      'a forged line',
      { userAgent: 'a"\n1 - -' },
      `192.0.2.7 - - ${head} 200 1234 "https://shop.example/" "a\\"\\n1 - -"`,
    ],
  ])('%s', (_, change, line) => {
    expect(accessLine({ ...served, ...change })).toBe(line);
  });

  test('is one line of printable ASCII, whatever the client sends', () => {
    const anything = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(anything, anything, anything, (requestLine, referer, userAgent) => {
        expect(accessLine({ ...served, requestLine, referer, userAgent })).toMatch(/^[\x20-\x7e]+$/);
      }),
    );
  });

  test('still is of the format when path, referer and agent are hostile', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('"', '\\', '\n', '\r', '\x00', '\xe9', ' ', '[', ']', 'a'),
    });
    fc.assert(
      fc.property(hostile, hostile, (referer, userAgent) => {
        expect(accessLine({ ...served, referer, userAgent })).toMatch(combinedLine);
      }),
    );
  });
});

describe('escaping, as ap_escape_logitem does it', () => {
  test.each([
    ['plain /~ text', 'plain /~ text'],
    ['"', '\\"'],
    ['\\', '\\\\'],
    ['\b\n\r\t\v', '\\b\\n\\r\\t\\v'],
    ['\x00\x1f\x7f\f', '\\x00\\x1f\\x7f\\x0c'],
    ['\x80\xe9\xff', '\\x80\\xe9\\xff'],
    ['日', '\\xe6\\x97\\xa5'],
    ['', ''],
  ])('%j', (text, escaped) => {
    expect(escapeLogItem(text)).toBe(escaped);
  });
});

test.each([
  [Date.UTC(2026, 0, 1), '01/Jan/2026:00:00:00 +0000'],
  [Date.UTC(2024, 1, 29, 23, 59, 59, 999), '29/Feb/2024:23:59:59 +0000'],
  [Date.UTC(1999, 11, 31, 12), '31/Dec/1999:12:00:00 +0000'],
])('the time %d', (timeMs, text) => {
  expect(logTime(timeMs)).toBe(text);
});
