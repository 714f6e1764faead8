import { describe, expect, test } from 'vitest';
import {
  type Document,
  documentId,
  indexName,
  type Place,
  toDocument,
} from '../../../src/document/document.ts';
import type { DecodedEvent } from '../../../src/wire/decode.ts';

const place: Place = {
  record: {
    stream: 's',
    shardId: 'shard-0',
    sequenceNumber: '49',
    partitionKey: 'k',
    arrivalMs: 1_431_900_000_000,
  },
  subSequenceNumber: 0,
};
const elsewhere: Place = {
  record: { ...place.record, shardId: 'shard-1', arrivalMs: 1 },
  subSequenceNumber: 7,
};
const ours = {
  '@timestamp': 1_431_857_103_123,
  message: 'm',
  'agent.id': 'a',
  'log.file.path': '/p',
  'log.file.generation': 'g',
  'log.offset': 10,
  'log.length': 2,
  'log.checksum': 99,
};

function toDoc(event: DecodedEvent, at: Place = place): Document {
  return toDocument(event, at, 'logs');
}

describe('the id of our events', () => {
  const { id } = toDoc(ours);

  test.each<[string, change: object]>([
    ['nothing', {}],
    ['the message', { message: 'other' }],
    ['the path', { 'log.file.path': '/p.1' }],
    ['the host name', { 'host.name': 'h' }],
  ])('does not depend on %s, nor on the place in the stream', (_name, change) => {
    expect(toDoc({ ...ours, ...change }, elsewhere).id).toBe(id);
  });

  test.each<[string, change: object]>([
    ['time', { '@timestamp': ours['@timestamp'] + 1 }],
    ['agent', { 'agent.id': 'b' }],
    ['generation', { 'log.file.generation': 'h' }],
    ['offset', { 'log.offset': 11 }],
    ['length', { 'log.length': 3 }],
    ['checksum: another text at the same offset', { 'log.checksum': 98 }],
  ])('depends on the %s', (_name, change) => {
    expect(toDoc({ ...ours, ...change }).id).not.toBe(id);
  });
});

describe('the id of foreign events', () => {
  const foreign = { time: 1_431_857_103, message: 'm' };

  test('is that of the place, whatever they say', () => {
    expect(toDoc(foreign).id).toBe(toDoc({ ...foreign, message: 'other' }).id);
    expect(toDoc(foreign).id.slice(0, 9)).toBe(documentId(1_431_857_103_000, '').slice(0, 9));
  });

  test.each<[string, change: Partial<Place['record']>, subSequenceNumber: number]>([
    ['stream', { stream: 't' }, 0],
    ['shard', { shardId: 'shard-1' }, 0],
    ['record', { sequenceNumber: '50' }, 0],
    ['place in the record', {}, 1],
  ])('depends on the %s', (_name, change, subSequenceNumber) => {
    const other = { record: { ...place.record, ...change }, subSequenceNumber };
    expect(toDoc(foreign, other).id).not.toBe(toDoc(foreign).id);
  });
});

describe('the source', () => {
  test.each<[string, event: DecodedEvent, source: object]>([
    [
      'ours, without what only the id needs',
      ours,
      {
        '@timestamp': '2015-05-17T10:05:03.123Z',
        message: 'm',
        'agent.id': 'a',
        'log.file.path': '/p',
        'log.file.generation': 'g',
        'log.offset': 10,
      },
    ],
    ['bytes', { ...ours, 'event.original': Buffer.from([0xff, 0]) }, { 'event.original': '/wA=' }],
    ['bytes inside', { ...ours, fields: { a: [new Uint8Array([1])] } }, { fields: { a: ['AQ=='] } }],
    [
      'numbers JSON has not',
      { ...ours, fields: { a: Number.NaN, b: [-Infinity] } },
      { fields: { a: 'NaN', b: ['-Infinity'] } },
    ],
    ['null', { ...ours, fields: { a: null } }, { fields: { a: null } }],
    [
      'foreign, by its own time',
      { time: 1_431_857_103, a: 1 },
      { '@timestamp': '2015-05-17T10:05:03.000Z', fields: { a: 1 } },
    ],
    ['foreign, by its arrival', { message: 'm' }, { '@timestamp': '2015-05-17T22:00:00.000Z', message: 'm' }],
    [
      'foreign, with what is ours to write',
      { 'log.length': 1, 'agent.id': 'x' },
      { '@timestamp': '2015-05-17T22:00:00.000Z', fields: { 'log.length': 1, 'agent.id': 'x' } },
    ],
    ['foreign, with an empty time', { '@timestamp': '' }, { fields: { '@timestamp': '' } }],
  ])('%s', (_name, event, source) => {
    const { source: line } = toDoc(event);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject(source);
    expect(JSON.parse(line)).not.toHaveProperty('log.checksum');
  });
});

test.each<[timeMs: number, index: string]>([
  [0, 'logs-1970.01.01'],
  [1_431_907_199_999, 'logs-2015.05.17'],
  [1_431_907_200_000, 'logs-2015.05.18'],
  [-1, 'logs-1969.12.31'],
  [253_402_300_799_999, 'logs-9999.12.31'],
  [-62_167_219_200_000, 'logs-0000.01.01'],
])('the index of %i is %s', (timeMs, index) => {
  expect(indexName('logs', timeMs)).toBe(index);
});

test.each([
  253_402_300_800_000,
  8.64e15,
  8.64e15 + 1,
  -62_167_219_200_001,
  Number.NaN,
  Number.POSITIVE_INFINITY,
])('a time of %s makes no document', (timeMs) => {
  expect(() => toDoc({ ...ours, '@timestamp': timeMs })).toThrow(RangeError);
});

test('an id is of 21 characters that need no escape, the time first', () => {
  expect(documentId(1_431_857_103_123, 'x')).toMatch(/^0i9saqzo3[\w-]{12}$/);
  expect(documentId(-1, 'x').slice(0, 9)).toBe('000000000');
});
