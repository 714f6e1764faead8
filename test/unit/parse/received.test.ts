import { expect, it } from 'vitest';
import { ReceivedParsers } from '../../../src/parse/received.ts';
import type { SpooledMessage } from '../../../src/record/received.ts';

const parsers = new ReceivedParsers(
  new Map([
    ['plain', { format: 'plain', fields: { 'event.dataset': 'own' } }],
    ['json', { format: 'json', fields: {} }],
  ]),
);

function parse(...messages: (Partial<SpooledMessage> & { text: string })[]) {
  return parsers.parse({
    file: { generation: 'g1', path: '/spool' },
    offset: 0,
    end: 1_000,
    messages: messages.map(({ text, ...more }, index) => ({
      input: 'plain',
      receivedMs: 5,
      line: Buffer.from(text),
      offset: index * 100,
      end: index * 100 + 90,
      ...more,
    })),
  });
}

it('a message stands where its frame does, in no file', () => {
  const { events, endOffsets } = parse({ text: 'one' }, { text: 'two' });
  expect(events[1]).toMatchObject({
    message: 'two',
    'log.file.generation': 'g1',
    'log.offset': 100,
    'log.length': 3,
  });
  expect(events[1]).not.toHaveProperty('log.file.path');
  expect(endOffsets).toEqual([90, 190]);
});

it('its time is its own, else its sender’s, else when it came', () => {
  const { events } = parse(
    { text: '{"time":"2026-01-01T00:00:00Z"}', input: 'json', timeMs: 7 },
    { text: 'x', timeMs: 7 },
    { text: 'x' },
  );
  expect(events.map((event) => event['@timestamp'])).toEqual([Date.UTC(2026, 0, 1), 7, 5]);
});

it('has what its sender said beside the text, but for what the configuration says', () => {
  const fields = { 'log.source.address': '10.0.0.1', 'event.dataset': 'theirs', fields: { a: 1, b: 2 } };
  const { events } = parse(
    { text: '{"b":3}', input: 'json', fields },
    { text: 'x', fields },
    { text: '', fields },
  );
  expect(events[0]).toMatchObject({ 'log.source.address': '10.0.0.1', fields: { a: 1, b: 3 } });
  expect(events[1]).toMatchObject({ 'event.dataset': 'own', message: 'x', fields: { a: 1, b: 2 } });
  expect(events[2]).not.toHaveProperty('message');
});

it('is kept whole where it is not of its format, or of an input that is gone', () => {
  const { events, unparsed, sample, format } = parse(
    { text: 'no json', input: 'json' },
    { text: 'part', part: 1 },
    { text: 'gone', input: 'gone' },
  );
  expect(events[0]).toMatchObject({ message: 'no json', 'error.type': 'unparsed_line' });
  expect(events[1]).toMatchObject({ message: 'part', 'log.part': 1 });
  expect(events[2]).toMatchObject({ message: 'gone' });
  const told = { unparsed: new Map([['unparsed_line', 1]]), sample: 'no json', format: 'json' };
  expect({ unparsed, sample, format }).toEqual(told);
});

it('segments follow each other: each message has the generation of its own', () => {
  const generationIn = (generation: string) =>
    parsers.parse({
      file: { generation, path: '/spool' },
      offset: 0,
      end: 1,
      messages: [{ input: 'plain', receivedMs: 1, line: Buffer.from('x'), offset: 0, end: 1 }],
    }).events[0]?.['log.file.generation'];
  expect(['g1', 'g2', 'g1'].map(generationIn)).toEqual(['g1', 'g2', 'g1']);
});
