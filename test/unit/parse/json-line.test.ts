import { describe, expect, test } from 'vitest';
import { jsonParser, readJsonLine, sortIntoEcs } from '../../../src/parse/json-line.ts';

const parse = jsonParser({ agentFields: ['event.dataset'], time: {} });

function check(line: string, expected: ReturnType<typeof parse>): void {
  expect(parse(line)).toEqual(expected);
}

describe('a JSON line', () => {
  test.each<[string, line: string, fields: object, timeMs?: number]>([
    ['ECS by dotted name', '{"message":"m","log.level":"warn"}', { message: 'm', 'log.level': 'warn' }],
    ['ECS nested', '{"http":{"request":{"method":"GET"}}}', { 'http.request.method': 'GET' }],
    ['nothing', '{}', {}],
    ['not ECS', '{"user":"bob","n":1.5}', { fields: { user: 'bob', n: 1.5 } }],
    ['ECS of another type', '{"message":{"a":1}}', { fields: { message: { a: 1 } } }],
    [
      'partly ECS stays as it is',
      '{"http":{"request":{"method":"GET"},"x":1}}',
      { fields: { http: { request: { method: 'GET' }, x: 1 } } },
    ],
    [
      'an empty map in ECS',
      '{"http":{"version":"1.1","request":{}}}',
      { fields: { http: { version: '1.1', request: {} } } },
    ],
    [
      'one name in two ways',
      '{"http.version":"1.1","http":{"version":"2"}}',
      { 'http.version': '1.1', fields: { http: { version: '2' } } },
    ],
    [
      'one name in two ways, within a map',
      '{"http":{"request.method":"GET","request":{"method":"PUT"}}}',
      { fields: { http: { 'request.method': 'GET', request: { method: 'PUT' } } } },
    ],
    [
      'what is ours to write',
      '{"agent.id":"x","log":{"offset":1},"log.file.path":"/p","fields":{"a":1}}',
      { fields: { 'agent.id': 'x', log: { offset: 1 }, 'log.file.path': '/p', fields: { a: 1 } } },
    ],
    ['what the agent is told to write', '{"event.dataset":"x"}', { fields: { 'event.dataset': 'x' } }],
    ['the host a line names', '{"host":{"name":"web-1"}}', { 'host.name': 'web-1' }],
    ['names of Object', '{"constructor":1,"toString":"x"}', { fields: { constructor: 1, toString: 'x' } }],
    ['its time', '{"time":"2015-05-17T10:05:03Z","message":"m"}', { message: 'm' }, 1_431_857_103_000],
    ['its time in seconds', '{"ts":1431857103.25}', {}, 1_431_857_103_250],
    [
      'the first time key that is a time',
      '{"ts":1431857103,"timestamp":"soon","@timestamp":1431857104000}',
      { fields: { ts: 1_431_857_103, timestamp: 'soon' } },
      1_431_857_104_000,
    ],
    [
      'a time finer than milliseconds',
      '{"time":"2015-05-17T10:05:03.123456Z"}',
      { fields: { time: '2015-05-17T10:05:03.123456Z' } },
      1_431_857_103_123,
    ],
    ['a year no calendar has', '{"@timestamp":500000000000000}', { fields: { '@timestamp': 5e14 } }],
    ['a negative time', '{"time":-5}', { fields: { time: -5 } }],
    ['20 levels', `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`, { fields: nested(20) }],
  ])('%s', (_name, line, fields, timeMs) => {
    check(line, { fields, ...(timeMs !== undefined && { timeMs }) } as ReturnType<typeof parse>);
  });

  test.each<[string, line: string, fields: object]>([
    ['a key twice', '{"a":1,"a":2}', { fields: { a: 2 } }],
    ['an integer beyond 2^53', '{"id":9007199254740993}', { fields: { id: 9_007_199_254_740_992 } }],
    ['a number beyond a double', '{"message":"m","n":1e400}', { message: 'm', fields: { n: Infinity } }],
    ['half a character', '{"message":"\\ud800"}', { message: '\ud800' }],
    ['its own event.original besides', '{"event.original":"x","n":1e400}', { fields: { n: Infinity } }],
  ])('%s is kept as it stands as well', (_name, line, fields) => {
    check(line, { fields: { ...fields, 'event.original': line } } as ReturnType<typeof parse>);
  });

  test.each([
    '',
    'text',
    '[1]',
    '"text"',
    '1',
    'null',
    '{"a":1',
    '{"a":1} {"b":2}',
    '\ufeff{"a":1}',
    '{"__proto__":1}',
    '{"a":[{"__proto__":1}]}',
    `${'{"a":'.repeat(21)}1${'}'.repeat(21)}`,
    `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  ])('%#: is none, and stays text', (line) => {
    check(line, undefined);
    expect(readJsonLine(line)).toBeUndefined();
  });
});

/** `{a: {a: … 1}}`, that many levels deep. */
function nested(levels: number): object {
  return { a: levels === 1 ? 1 : nested(levels - 1) };
}

test('bytes of another producer are no map to look into', () => {
  const bytes = Buffer.from('x');
  expect(sortIntoEcs({ message: bytes, url: { path: bytes } })).toEqual({
    fields: { fields: { message: bytes, url: { path: bytes } } },
  });
});
