import { describe, expect, test } from 'vitest';
import { combinedParser, commonParser } from '../../../src/parse/access-log.ts';

const combined = combinedParser();
const common = commonParser();
const timeMs = Date.UTC(2015, 4, 17, 10, 5, 3);

interface Parts {
  address?: string;
  ident?: string;
  user?: string;
  time?: string;
  request?: string;
  status?: string;
  bytes?: string;
  rest?: string;
}

/** A line in the combined format, with these parts changed. */
function lineOf(parts: Parts): string {
  const {
    address = '192.0.2.7',
    ident = '-',
    user = '-',
    time = '17/May/2015:10:05:03 +0000',
    request = 'GET / HTTP/1.1',
    status = '200',
    bytes = '12',
    rest = ' "-" "-"',
  } = parts;
  return `${address} ${ident} ${user} [${time}] "${request}" ${status} ${bytes}${rest}`;
}

const usual = {
  'source.address': '192.0.2.7',
  'source.ip': '192.0.2.7',
  'http.request.method': 'GET',
  'url.original': '/',
  'url.path': '/',
  'http.version': '1.1',
  'http.response.status_code': 200,
  'http.response.body.bytes': 12,
};
const { 'source.ip': _ip, ...unnumbered } = usual;
const { 'http.response.body.bytes': _bytes, ...bodiless } = usual;
const { 'http.request.method': _method, 'url.path': _path, 'http.version': _version, ...unrequested } = usual;

function check(parts: Parts, fields: object | undefined): void {
  expect(combined(lineOf(parts))).toEqual(fields && { timeMs, fields });
}

describe('the combined format', () => {
  test.each<[string, Parts, object]>([
    ['the usual', {}, usual],
    ['a host name', { address: 'web.example' }, { ...unnumbered, 'source.address': 'web.example' }],
    [
      'IPv6',
      { address: '2001:db8::1' },
      { ...usual, 'source.address': '2001:db8::1', 'source.ip': '2001:db8::1' },
    ],
    ['a user', { user: 'bob' }, { ...usual, 'user.name': 'bob' }],
    ['a user in quotes', { user: '"a \\" b"' }, { ...usual, 'user.name': '"a \\" b"' }],
    ['an identity', { ident: 'id' }, { ...usual, fields: { ident: 'id' } }],
    ['no body', { bytes: '-' }, bodiless],
    [
      'the largest body',
      { bytes: '999999999999999' },
      { ...usual, 'http.response.body.bytes': 999_999_999_999_999 },
    ],
    [
      'a query',
      { request: 'GET /a?b=c?d HTTP/2.0' },
      { ...usual, 'url.original': '/a?b=c?d', 'url.path': '/a', 'url.query': 'b=c?d', 'http.version': '2.0' },
    ],
    ['an empty query', { request: 'GET /? HTTP/1.1' }, { ...usual, 'url.original': '/?', 'url.query': '' }],
    ['no request', { request: '-' }, { ...unrequested, 'url.original': '-' }],
    ['an empty request', { request: '' }, { ...unrequested, 'url.original': '' }],
    ['bytes of a scanner', { request: '\\x16\\x03\\"' }, { ...unrequested, 'url.original': '\\x16\\x03\\"' }],
    [
      'blanks in the path',
      { request: 'GET /a b HTTP/1.1' },
      { ...unrequested, 'url.original': 'GET /a b HTTP/1.1' },
    ],
    [
      'referer and agent',
      { rest: ' "http://a/\\"" "é \\\\"' },
      { ...usual, 'http.request.referrer': 'http://a/\\"', 'user_agent.original': 'é \\\\' },
    ],
    ['an empty agent', { rest: ' "-" ""' }, { ...usual, 'user_agent.original': '' }],
    ['what follows', { rest: ' "-" "-" "x" 0.003' }, { ...usual, fields: { trailing: '"x" 0.003' } }],
  ])('%s', (_name, parts, fields) => check(parts, fields));

  test('the zone of a time', () => {
    expect(combined(lineOf({ time: '17/May/2015:12:05:03 +0200' }))?.timeMs).toBe(timeMs);
  });

  test.each<[string, Parts]>([
    ['cut off in the agent', { rest: ' "-" "Mozilla' }],
    ['cut off behind a backslash', { rest: ' "-" "Mozilla\\' }],
    ['cut off in the referer', { rest: ' "-' }],
    ['common, not combined', { rest: '' }],
    ['two letters of status', { status: '20' }],
    ['more bytes than a double holds', { bytes: '9007199254740993' }],
    ['a day that is none', { time: '31/Feb/2015:10:05:03 +0000' }],
    ['a time without zone', { time: '17/May/2015:10:05:03' }],
    ['a user with a blank', { user: 'a b' }],
    ['nothing before the address', { address: '' }],
  ])('is not %s', (_name, parts) => check(parts, undefined));
});

test.each<[string, line: string, fields: object | undefined]>([
  ['the usual', lineOf({ rest: '' }), usual],
  ['what follows', lineOf({ rest: ' "-" "-"' }), { ...usual, fields: { trailing: '"-" "-"' } }],
  ['no blank behind the bytes', lineOf({ rest: '"-"' }), undefined],
  ['an empty line', '', undefined],
])('the common format: %s', (_name, line, fields) => {
  expect(common(line)).toEqual(fields && { timeMs, fields });
});

/** A pattern that tried each way to divide these among its parts would not end within the time of a test. */
describe('takes no longer than the line is long', () => {
  const long = 1_000_000;
  test.each<[string, line: string, reads: boolean]>([
    ['backslashes and quotes in the request', lineOf({ request: '\\"'.repeat(long) }), true],
    ['backslashes in the agent', lineOf({ rest: ` "-" "${'\\\\'.repeat(long)}"` }), true],
    ['an agent that does not end', lineOf({ rest: ` "-" "${'\\"'.repeat(long)}` }), false],
    [
      'a request that does not end',
      `192.0.2.7 - - [17/May/2015:10:05:03 +0000] "${'\\\\\\"'.repeat(long)}`,
      false,
    ],
    ['quotes alone', '"'.repeat(long), false],
    ['backslashes alone', '\\'.repeat(long), false],
    ['blanks alone', ' '.repeat(long), false],
    ['a user that does not end', `a - "${'\\"'.repeat(long)}`, false],
    ['brackets', `a - - ${'[]'.repeat(long)}`, false],
    ['empty quotes', lineOf({ rest: ' ""'.repeat(long) }), true],
    ['digits', lineOf({ bytes: '1'.repeat(long) }), false],
    ['a path of blanks', lineOf({ request: `GET ${' '.repeat(long)} HTTP/1.1` }), true],
    ['trailing blanks', lineOf({ rest: ` "-" "-"${' '.repeat(long)}x` }), true],
  ])('%s', (_name, line, reads) => {
    expect(combined(line) !== undefined).toBe(reads);
    expect(() => common(line)).not.toThrow();
  });
});
