import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReadBounds, RecordLog, StoredRecord } from '../../../src/local-stream/core/storage.ts';
import { DiskStorage } from '../../../src/local-stream/disk/disk-storage.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segment-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const limits = fc.record({
  segmentBytesMax: fc.integer({ min: 1, max: 400 }),
  segmentAgeMaxMs: fc.integer({ min: 0, max: 20 }),
  indexStepBytes: fc.integer({ min: 1, max: 200 }),
  openFilesMax: fc.integer({ min: 1, max: 3 }),
});

const step = fc.oneof(
  fc.record({
    kind: fc.constant('append' as const),
    afterMs: fc.nat(8),
    /** The time between records, and what is in each. */
    records: fc.array(
      fc.record({
        gapMs: fc.constantFrom(0, 0, 0, 1, 3),
        partitionKey: fc.string({ unit: 'grapheme', maxLength: 6 }),
        data: fc.uint8Array({ maxLength: 60 }),
      }),
      { maxLength: 12 },
    ),
  }),
  fc.record({
    kind: fc.constant('read' as const),
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    recordsMax: fc.nat(20),
    bytesMax: fc.oneof(fc.nat(100), fc.nat(1_000)),
    endPlace: fc.double({ min: 0, max: 1.5, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('find' as const), timeMs: fc.nat(150) }),
  fc.record({ kind: fc.constant('trim' as const), timeMs: fc.nat(100) }),
  fc.record({ kind: fc.constant('reopen' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What a log must be like: a plain array of all records it ever had, and how many of them are trimmed. */
class Model {
  readonly records: StoredRecord[] = [];
  start = 0;
  nowMs = 0;

  read(from: number, { recordsMax, bytesMax, end }: ReadBounds): StoredRecord[] {
    const read: StoredRecord[] = [];
    let bytes = 0;
    for (const record of this.records.slice(from, Math.max(from, Math.min(end, from + recordsMax)))) {
      bytes += record.data.length + Buffer.byteLength(record.partitionKey);
      if (bytes > bytesMax && read.length > 0) break;
      read.push(record);
    }
    return read;
  }

  numberAtTime(timeMs: number): number {
    const number = this.records.findIndex(
      ({ arrivalMs }, index) => index >= this.start && arrivalMs >= timeMs,
    );
    return number === -1 ? this.records.length : number;
  }
}

function show(records: readonly StoredRecord[]): string[] {
  return records.map(
    ({ arrivalMs, partitionKey, data }) =>
      `${arrivalMs} ${partitionKey} ${Buffer.from(data).toString('hex')}`,
  );
}

/** Does one step on both, and checks that they agree. */
function take(action: Exclude<Step, { kind: 'reopen' }>, log: RecordLog, model: Model): void {
  if (action.kind === 'append') {
    model.nowMs += action.afterMs;
    const records = action.records.map(({ gapMs, ...record }) => {
      model.nowMs += gapMs;
      return { arrivalMs: model.nowMs, ...record };
    });
    log.append(records);
    model.records.push(...records);
  } else if (action.kind === 'read') {
    const from = model.start + Math.floor(action.place * (model.records.length - model.start));
    const bounds = { ...action, end: Math.floor(action.endPlace * model.records.length) };
    expect(show(log.read(from, bounds))).toEqual(show(model.read(from, bounds)));
  } else if (action.kind === 'find') {
    expect(log.numberAtTime(action.timeMs)).toBe(model.numberAtTime(action.timeMs));
  } else {
    log.trim(action.timeMs);
    model.start = model.numberAtTime(action.timeMs);
  }
}

/** What a restart brings back of the trimmed records is in a segment that has others. */
function reopened(log: RecordLog, model: Model): void {
  expect(log.start).toBeLessThanOrEqual(model.start);
  expect(readdirSync(join(folder, 's', 'a')).toSorted()[0]).toBe(
    `${String(log.start).padStart(20, '0')}.log`,
  );
  model.start = log.start;
}

test('a log is an array, whatever is done to it and however small its segments are', () => {
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 40 }), (diskLimits, steps) => {
      const model = new Model();
      let storage = new DiskStorage(folder, diskLimits);
      try {
        let log = storage.openLog('s', 'a');
        for (const action of steps) {
          if (action.kind === 'reopen') {
            storage.close();
            storage = new DiskStorage(folder, diskLimits);
            log = storage.openLog('s', 'a');
            reopened(log, model);
          } else take(action, log, model);
          expect([log.start, log.end]).toEqual([model.start, model.records.length]);
        }
      } finally {
        storage.removeStream('s');
        storage.close();
      }
    }),
    { numRuns: 300 },
  );
});
