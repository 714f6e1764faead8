import { describe, expect, test } from 'vitest';
import { typedValue, type ValueType } from '../../../src/parse/named-values.ts';
import { checkLine } from './check-format.ts';

describe('logfmt', () => {
  test.each<[line: string, expected: object | undefined]>([
    ['a=1 b=x', { fields: { a: 1, b: 'x' } }],
    ['a= b=""', { fields: { a: '', b: '' } }],
    ['  a=1   b=2\t', { fields: { a: 1, b: 2 } }],
    ['a=01 b=1.50 c=-0 d=1e3 e=NaN', { fields: { a: '01', b: '1.50', c: '-0', d: '1e3', e: 'NaN' } }],
    ['a="1" b="true"', { fields: { a: '1', b: 'true' } }],
    ['a=x=y', { fields: { a: 'x=y' } }],
    ['a="\\u00e9\\n"', { fields: { a: 'é\n' } }],
    ['a="\\x1b[0m"', { fields: { a: '\\x1b[0m' }, 'event.original': 'a="\\x1b[0m"' }],
    ['a="\\ud800"', { fields: { a: '\\ud800' }, 'event.original': 'a="\\ud800"' }],
    ['a=1 a=2', { fields: { a: 1 }, 'event.original': 'a=1 a=2' }],
    ['__proto__=1 b=2', { fields: { b: 2 }, 'event.original': '__proto__=1 b=2' }],
    ['msg=m message=n', { message: 'm', fields: { message: 'n' } }],
    ['log.offset=1 status=x', { fields: { 'log.offset': 1, status: 'x' } }],
    ['http.response.status_code=200', { 'http.response.status_code': 200 }],
    ['time=1446249499 a=b', { '@timestamp': '2015-10-30T23:58:19.000Z', fields: { a: 'b' } }],
    ['just words', undefined],
    ['a="open', undefined],
    ['a=b"c', undefined],
    ['=b', undefined],
    ['', undefined],
  ])('%s', (line, expected) => checkLine('logfmt', line, expected));
});

describe('LTSV', () => {
  test.each<[line: string, expected: object | undefined]>([
    ['a:1\tb:x:y', { fields: { a: '1', b: 'x:y' } }],
    ['a:', { fields: { a: '' } }],
    ['a:1\ta:2', { fields: { a: '1' }, 'event.original': 'a:1\ta:2' }],
    [
      'host:192.0.2.7\thost:192.0.2.8',
      { 'source.address': '192.0.2.7', 'source.ip': '192.0.2.7', fields: { host: '192.0.2.8' } },
    ],
    ['status:-\tsize:abc', { fields: { size: 'abc' } }],
    [
      'req:GET /a HTTP/1.1\turi:/b',
      {
        'http.request.method': 'GET',
        'url.original': '/a',
        'url.path': '/a',
        'http.version': '1.1',
        fields: { uri: '/b' },
      },
    ],
    ['a:1\tno label', undefined],
    ['a b:1', undefined],
    ['', undefined],
  ])('%s', (line, expected) => checkLine('ltsv', line, expected));
});

describe('CSV by RFC 4180', () => {
  const columns = ['a', 'b'];
  test.each<[line: string, expected: object | undefined]>([
    ['1,2', { fields: { a: '1', b: '2' } }],
    ['1', { fields: { a: '1' } }],
    ['1,2,3', { fields: { a: '1', b: '2', column_3: '3' } }],
    [',', { fields: { a: '', b: '' } }],
    ['"x, ""y""","line 1\nline 2"', { fields: { a: 'x, "y"', b: 'line 1\nline 2' } }],
    ['"",""""', { fields: { a: '', b: '"' } }],
    ['a"b,c', { fields: { a: 'a"b', b: 'c' } }],
    ['"open', undefined],
    ['"a"b,c', undefined],
    ['"""', undefined],
    ['', undefined],
  ])('%s', (line, expected) => checkLine({ type: 'csv', columns }, line, expected));

  test('two columns of one name, and what no event may hold, keep the line', () => {
    checkLine({ type: 'csv', columns: ['a', 'a'] }, '1,2', { fields: { a: '1' }, 'event.original': '1,2' });
    checkLine({ type: 'csv', columns: ['__proto__'] }, '1', { 'event.original': '1' });
  });

  test('types, names, and a delimiter of its own', () => {
    const format = {
      type: 'csv',
      delimiter: ';',
      columns: ['n', 'ok', 'status', 'big'],
      types: { n: 'number', ok: 'boolean', big: 'integer' },
      names: { status: 'http.response.status_code' },
    } as const;
    checkLine(format, '0.50;true;200;9007199254740993', {
      'http.response.status_code': 200,
      fields: { n: 0.5, ok: true, big: '9007199254740993' },
    });
    checkLine(format, 'x;yes;no;1', { fields: { n: 'x', ok: 'yes', status: 'no', big: 1 } });
  });
});

describe('a pattern of the user', () => {
  const regex = {
    type: 'regex',
    pattern: '^(?<time>\\S+) (?<n>\\d+)(?: (?<rest>.*))?$',
    keepOriginal: false,
  } as const;
  test.each<[line: string, expected: object | undefined]>([
    [
      '2024-01-02T15:04:05Z 1 a\nb',
      { '@timestamp': '2024-01-02T15:04:05.000Z', fields: { n: '1', rest: 'a\nb' } },
    ],
    [
      '2024-01-02T15:04:05.1234Z 1',
      { '@timestamp': '2024-01-02T15:04:05.123Z', fields: { time: '2024-01-02T15:04:05.1234Z', n: '1' } },
    ],
    ['no time', undefined],
    ['then 1', { fields: { time: 'then', n: '1' } }],
  ])('%s', (line, expected) => checkLine(regex, line, expected));

  test('the whole line is kept where the groups may not hold all of it', () => {
    checkLine({ ...regex, pattern: '(?<n>\\d+)', keepOriginal: true }, 'it is 7', {
      fields: { n: '7' },
      'event.original': 'it is 7',
    });
  });
});

test.each<[text: string, type: ValueType | 'auto', expected: unknown]>([
  ['1', 'text', '1'],
  ['1', 'integer', 1],
  ['-1', 'integer', -1],
  ['007', 'integer', 7],
  ['1.5', 'integer', '1.5'],
  ['', 'integer', ''],
  ['0x10', 'number', '0x10'],
  ['1.50', 'number', 1.5],
  ['1e3', 'number', 1000],
  ['1e999', 'number', '1e999'],
  ['0.1000000000000000055511151231257827', 'number', '0.1000000000000000055511151231257827'],
  ['true', 'boolean', true],
  ['1', 'boolean', '1'],
  ['false', 'auto', false],
  ['1.50', 'auto', '1.50'],
  ['1.5', 'auto', 1.5],
])('%j as %s is %j', (text, type, expected) => {
  expect(typedValue(text, type)).toBe(expected);
});
