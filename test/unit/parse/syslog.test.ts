import { describe, expect, test } from 'vitest';
import { parserOf } from '../../../src/parse/formats.ts';
import { readStructuredData } from '../../../src/parse/syslog-structured-data.ts';
import { checkLine } from './check-format.ts';

const at = '2023-06-14T15:16:01.000Z';
const host = { 'log.syslog.hostname': 'combo' };
const message = 'm';

describe('what stands in files', () => {
  test.each<[line: string, expected: object | undefined]>([
    ['Jun 14 15:16:01 combo su: m', { '@timestamp': at, ...host, 'process.name': 'su', message }],
    [
      'Jun 14 15:16:01 combo su[x]: m',
      { '@timestamp': at, ...host, 'process.name': 'su', 'log.syslog.procid': 'x', message },
    ],
    [
      'Jun 14 15:16:01 combo su[007]: m',
      { '@timestamp': at, ...host, 'process.name': 'su', 'log.syslog.procid': '007', message },
    ],
    ['Jun 14 15:16:01 combo su:m', { '@timestamp': at, ...host, message: 'su:m' }],
    ['Jun 14 15:16:01 combo -- root[1]: m', { '@timestamp': at, ...host, message: '-- root[1]: m' }],
    ['Jun 14 15:16:01 combo   m', { '@timestamp': at, ...host, message: '  m' }],
    [
      'Jun 14 15:16:01 2001:db8::1 su: m',
      { '@timestamp': at, 'log.syslog.hostname': '2001:db8::1', 'process.name': 'su', message },
    ],
    ['Jun 14 15:16:01 su[1]: m', { '@timestamp': at, 'process.name': 'su', 'process.pid': 1, message }],
    [
      'Jun 14 2019 15:16:01 combo su: m',
      { '@timestamp': '2019-06-14T15:16:01.000Z', ...host, 'process.name': 'su', message },
    ],
    ['Jun 31 15:16:01 combo su: m', undefined],
    ['Jun 14 15:16:01', undefined],
    ['Jun 14 15:16:01 combo', undefined],
  ])('%s', (line, expected) => checkLine('syslog', line, expected));
});

describe('a priority', () => {
  test.each<[line: string, priority: number, level: string, facility: string]>([
    ['<0>Jun 14 15:16:01 combo su: m', 0, 'emerg', 'kern'],
    ['<13>Jun 14 15:16:01 combo su: m', 13, 'notice', 'user'],
    ['<191>1 - - - - - -', 191, 'debug', 'local7'],
  ])('%s', (line, priority, level, facility) => {
    expect(parserOf('syslog')(line)?.fields).toMatchObject({
      'log.level': level,
      'log.syslog.priority': priority,
      'log.syslog.facility.code': priority >> 3,
      'log.syslog.facility.name': facility,
      'log.syslog.severity.code': priority & 7,
      'log.syslog.severity.name': level,
    });
  });

  test.each(['<192>Jun 14 15:16:01 combo su: m', '<034>Jun 14 15:16:01 combo su: m', '<>1 - - - - - -'])(
    '%s has none',
    (line) => checkLine('syslog', line, undefined),
  );
});

describe('RFC 5424', () => {
  const begin = '<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - ';
  test('the example of section 6.5, example 2', () => {
    const { timeMs, fields } = parserOf('syslog')(`${begin}- %% It's time.`) ?? {};
    expect(timeMs).toBe(Date.UTC(2003, 7, 24, 12, 14, 15));
    expect(fields).toMatchObject({
      'log.syslog.hostname': '192.0.2.1',
      'process.name': 'myproc',
      'process.pid': 8710,
      message: "%% It's time.",
      fields: { time: '2003-08-24T05:14:15.000003-07:00' },
    });
    expect(fields).not.toHaveProperty(['log.syslog.structured_data']);
  });

  test('a byte order mark before the message is no part of it', () => {
    expect(parserOf('syslog')(`${begin}- \ufeffé`)?.fields['message']).toBe('é');
  });

  test('no message', () => {
    expect(parserOf('syslog')(`${begin}[a b="c"]`)?.fields['message']).toBe('');
  });

  test.each([begin, `${begin}-x`, `${begin}[a b="c"`, `${begin}[a b="c"]x`, '<165>1 yesterday - - - - -'])(
    '%s is none',
    (line) => checkLine('syslog', line, undefined),
  );
});

test.each<[text: string, elements: object | undefined]>([
  ['- m', undefined],
  ['[a] m', { a: {} }],
  ['[a x="1"][b y="2" z=""] m', { a: { x: '1' }, b: { y: '2', z: '' } }],
  ['[a x="1" x="2" x="3"] m', { a: { x: ['1', '2', '3'] } }],
  [String.raw`[a x="\" \\ \] \n"] m`, { a: { x: String.raw`" \ ] \n` } }],
  ['[a x="[b]"] m', undefined],
])('structured data %s', (text, elements) => {
  expect(readStructuredData(text, 0)?.elements).toEqual(elements);
});

test.each(['[a][a] m', '[__proto__ x="1"] m', '[a __proto__="1"] m', '[a x=1] m', '[] m', '', '-x'])(
  '%s is no structured data',
  (text) => {
    expect(readStructuredData(text, 0)).toBeUndefined();
  },
);
