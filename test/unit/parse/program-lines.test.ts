import { describe, expect, test } from 'vitest';
import { parserOf } from '../../../src/parse/formats.ts';
import { readLogHeader } from '../../../src/parse/log-header.ts';
import { checkLine } from './check-format.ts';

describe('between time and message', () => {
  test.each<[rest: string, expected: object]>([
    [' INFO m', { 'log.level': 'INFO', message: 'm' }],
    [' INFO: m', { 'log.level': 'INFO', message: 'm' }],
    [' [info] m', { 'log.level': 'info', message: 'm' }],
    [' <Warning> m', { 'log.level': 'Warning', message: 'm' }],
    [' error: m', { 'log.level': 'error', message: 'm' }],
    ['\tinfo\tm', { 'log.level': 'info', message: 'm' }],
    [' error opening a file', { message: 'error opening a file' }],
    [' INFORMATION', { message: 'INFORMATION' }],
    [' INFO', { 'log.level': 'INFO', message: '' }],
    [' INFO -5 degrees', { 'log.level': 'INFO', message: '-5 degrees' }],
    [' INFO ::1 is the address', { 'log.level': 'INFO', message: '::1 is the address' }],
    [' INFO::x', { message: 'INFO::x' }],
    [' INFO Failed: m', { 'log.level': 'INFO', message: 'Failed: m' }],
    [' INFO a.b.C: m', { 'log.level': 'INFO', 'log.logger': 'a.b.C', message: 'm' }],
    [' INFO a.b.C - m', { 'log.level': 'INFO', 'log.logger': 'a.b.C', message: 'm' }],
    [' INFO a.b.C m', { 'log.level': 'INFO', message: 'a.b.C m' }],
    [' INFO see a.b.C: m', { 'log.level': 'INFO', message: 'see a.b.C: m' }],
    [' [t-1] INFO m', { 'log.level': 'INFO', 'process.thread.name': 't-1', message: 'm' }],
    [
      ' [12] [t] INFO m',
      { 'log.level': 'INFO', 'process.pid': 12, 'process.thread.name': 't', message: 'm' },
    ],
    [' [t] m', { message: '[t] m' }],
    [' - name - INFO - m', { 'log.level': 'INFO', 'log.logger': 'name', message: 'm' }],
    [' - name - m', { message: '- name - m' }],
    [' INFO ERROR m', { 'log.level': 'INFO', message: 'ERROR m' }],
    [' 12 INFO m', { 'log.level': 'INFO', 'process.pid': 12, message: 'm' }],
    [' 012 INFO m', { message: '012 INFO m' }],
    [' a/b.go:12: m', { 'log.origin.file.name': 'a/b.go', 'log.origin.file.line': 12, message: 'm' }],
    ['', { message: '' }],
    ['  m', { message: ' m' }],
  ])('%j', (rest, expected) => {
    expect(readLogHeader(rest, 0)).toEqual(expected);
  });
});

describe('timestamped', () => {
  const time = { '@timestamp': '2024-01-02T15:04:05.000Z' };
  test.each<[line: string, expected: object | undefined]>([
    ['2024-01-02 15:04:05', { ...time, message: '' }],
    ['[2024-01-02 15:04:05] m', { ...time, message: 'm' }],
    ['[2024-01-02 15:04:05 m', undefined],
    ['2024-01-02 15:04:05] m', undefined],
    ['2024-01-02 15:04:05,m', { ...time, message: ',m' }],
    ['2024-01-02 15:04:05m', undefined],
    ['2024-01-02 15:04:05 INFO a\nb', { ...time, 'log.level': 'INFO', message: 'a\nb' }],
    ['at 2024-01-02 15:04:05', undefined],
    [
      'I0102 15:04:05.000000 7 a.go:1] m',
      {
        ...time,
        'log.level': 'INFO',
        'process.thread.id': 7,
        'log.origin.file.name': 'a.go',
        'log.origin.file.line': 1,
        message: 'm',
      },
    ],
    ['X0102 15:04:05.000000 7 a.go:1] m', undefined],
    ['I0102 15:04:05.000000 7 m', undefined],
    [
      'I, [2024-01-02T15:04:05.000000 #7]  INFO -- : m',
      { ...time, 'log.level': 'INFO', 'process.pid': 7, message: 'm' },
    ],
    [
      'I, [2024-01-02T15:04:05.000000]  INFO -- a: m',
      { ...time, 'log.level': 'INFO', 'process.name': 'a', message: 'm' },
    ],
    ['I, [2024-01-02T15:04:05.000000 #7] DEBUG -- : m', undefined],
  ])('%j', (line, expected) => checkLine('timestamped', line, expected));
});

describe('error logs', () => {
  const time = { '@timestamp': '2000-10-11T14:32:52.000Z' };
  const client = { 'source.address': '192.0.2.7', 'source.ip': '192.0.2.7' };
  test.each<[line: string, expected: object | undefined]>([
    ['[Wed Oct 11 14:32:52 2000] [notice] m', { ...time, 'log.level': 'notice', message: 'm' }],
    [
      '[Wed Oct 11 14:32:52.000000 2000] [ssl:trace3] [pid 1] m',
      { ...time, 'log.level': 'trace3', 'log.logger': 'ssl', 'process.pid': 1, message: 'm' },
    ],
    [
      '[Wed Oct 11 14:32:52 2000] [:error] [client 2001:db8::1] m',
      {
        ...time,
        'log.level': 'error',
        'source.address': '2001:db8::1',
        'source.ip': '2001:db8::1',
        message: 'm',
      },
    ],
    [
      '[Wed Oct 11 14:32:52 2000] [error] (13)Permission denied: [client 192.0.2.7:8] AH00132: m',
      { ...time, 'log.level': 'error', message: '(13)Permission denied: [client 192.0.2.7:8] AH00132: m' },
    ],
    [
      '[Wed Oct 11 14:32:52 2000] [error] (13)Permission denied: AH00132: m',
      {
        ...time,
        'log.level': 'error',
        'event.code': 'AH00132',
        message: '(13)Permission denied: AH00132: m',
      },
    ],
    ['[yesterday] [error] m', undefined],
    ['m', undefined],
  ])('apache: %s', (line, expected) => checkLine('apache_error', line, expected));

  const begin = '2000/10/11 14:32:52 [error] 7#8: ';
  const process = { ...time, 'log.level': 'error', 'process.pid': 7, 'process.thread.id': 8 };
  test.each<[message: string, expected: object]>([
    ['m', {}],
    ['m, client: 192.0.2.7, server: ', client],
    ['m, client: unix:, server: s', { 'source.address': 'unix:', 'server.address': 's' }],
    [
      'm, client: 192.0.2.7, server: s, request: "-", upstream: "http://u/", host: "h:80"',
      { ...client, 'server.address': 's', 'url.original': '-', 'url.domain': 'h' },
    ],
    ['m, client: 192.0.2.7', {}],
    [
      'open() "/a, client: 6.6.6.6, server: x" failed, client: 192.0.2.7, server: s',
      { ...client, 'server.address': 's' },
    ],
  ])('nginx: %s', (message, expected) =>
    checkLine('nginx_error', begin + message, { ...process, ...expected, message }),
  );
});

describe('ALB', () => {
  const line =
    'http 2018-07-02T22:23:00.186641Z app/lb/5 192.0.2.7:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://e.com:80/ HTTP/1.1" "c\\"url" - - arn:aws:x';
  test.each<[name: string, change: (line: string) => string, expected: object]>([
    [
      'a request that is none',
      (text) => text.replace('GET http://e.com:80/ HTTP/1.1', '- http://e.com:80- -'),
      { 'url.original': '- http://e.com:80- -' },
    ],
    [
      'no target',
      (text) => text.replace('10.0.0.1:80 0.000 0.001 0.000 200 200', '- -1 -1 -1 503 -'),
      { 'http.response.status_code': 503, fields: { request_processing_time: -1 } },
    ],
    ['no path', (text) => text.replace(':80/ ', ':80 '), { 'url.path': '' }],
    [
      'fields of the future',
      (text) => `${text} ${'- '.repeat(16)}x "y z"`,
      { fields: { field_34: 'x', field_35: 'y z' } },
    ],
  ])('%s', (_name, change, expected) => {
    expect(parserOf('alb')(change(line))?.fields).toMatchObject(expected);
  });

  test.each([
    line.replace('http ', 'ftp '),
    line.replace('2018-', '18-'),
    line.slice(0, 100),
    `${line} "open`,
  ])('%s', (text) => checkLine('alb', text, undefined));
});
