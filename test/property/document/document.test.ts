import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentId, type Place, toDocument } from '../../../src/document/document.ts';
import { encodeEvent } from '../../../src/wire/block.ts';
import { compress } from '../../../src/wire/compression.ts';
import { decodeRecord } from '../../../src/wire/decode.ts';
import { anyEvent } from '../../fakes/events.ts';

/** Up to the year 5188, in which nine digits in base 36 end. */
const anyTime = fc.integer({ min: 0, max: 36 ** 9 - 1 });
const anyPlace: fc.Arbitrary<Place> = fc.record({
  record: fc.record({
    stream: fc.string(),
    shardId: fc.string(),
    sequenceNumber: fc.string(),
    partitionKey: fc.string(),
    arrivalMs: anyTime,
  }),
  subSequenceNumber: fc.nat(),
});
const ours = fc
  .tuple(anyEvent, fc.string({ minLength: 16, maxLength: 16 }), fc.maxSafeNat(), fc.nat(), fc.nat())
  .map(([event, generation, offset, length, checksum]) => ({
    ...event,
    'log.file.generation': generation,
    'log.offset': offset,
    'log.length': length,
    'log.checksum': checksum,
  }));

test('an event has the same document whenever, wherever and however often it is decoded', async () => {
  await fc.assert(
    fc.asyncProperty(ours, anyPlace, anyPlace, async (event, place, other) => {
      const bytes = encodeEvent(event, { 'agent.id': 'a' });
      const once = (await decodeRecord(bytes)).events[0] ?? {};
      const again = (await decodeRecord(await compress(bytes, 'zstd'))).events[0] ?? {};
      expect(toDocument(again, other, 'logs')).toEqual(toDocument(once, place, 'logs'));
    }),
    { numRuns: 300 },
  );
});

test('another text at the same offset is another document', () => {
  fc.assert(
    fc.property(ours, anyPlace, fc.nat(), (event, place, checksum) => {
      fc.pre(checksum !== event['log.checksum']);
      const other = { ...event, 'log.checksum': checksum };
      expect(toDocument(other, place, 'logs').id).not.toBe(toDocument(event, place, 'logs').id);
    }),
  );
});

test('ids are in the order of their times', () => {
  fc.assert(
    fc.property(anyTime, anyTime, fc.string(), fc.string(), (early, late, one, other) => {
      fc.pre(early < late);
      expect(documentId(early, one) < documentId(late, other)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('the source is one line of JSON with the time, whatever the event holds', () => {
  fc.assert(
    fc.property(ours, anyPlace, (event, place) => {
      const { source } = toDocument(event, place, 'logs');
      expect(source).not.toContain('\n');
      const read: Record<string, unknown> = JSON.parse(source);
      expect(read['@timestamp']).toBe(new Date(event['@timestamp']).toISOString());
      expect(Object.keys(read).toSorted()).toEqual(
        Object.keys(event)
          .filter((field) => field !== 'log.length' && field !== 'log.checksum')
          .toSorted(),
      );
    }),
    { numRuns: 300 },
  );
});
