import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Catalog } from '../../../../src/local-stream/core/catalog.ts';
import { MemoryStorage } from '../../../../src/local-stream/core/memory-storage.ts';
import type { RecordLog, Storage, StoredRecord } from '../../../../src/local-stream/core/storage.ts';
import { DiskStorage, diskLimits } from '../../../../src/local-stream/disk/disk-storage.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'storage-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const tiny = { segmentBytesMax: 60, segmentAgeMaxMs: 2, indexStepBytes: 25, openFilesMax: 2 };
const storages: [string, () => Storage & { close?: () => void }][] = [
  ['memory', () => new MemoryStorage()],
  ['disk', () => new DiskStorage(folder)],
  ['disk, in tiny segments', () => new DiskStorage(folder, { ...diskLimits, ...tiny })],
];

const all = { recordsMax: 10_000, bytesMax: 10_000_000, end: Number.MAX_SAFE_INTEGER };

function record(arrivalMs: number, text: string, partitionKey = 'k'): StoredRecord {
  return { arrivalMs, partitionKey, data: Buffer.from(text) };
}

/** Every record as `ARRIVAL KEY TEXT`. */
function show(records: readonly StoredRecord[]): string[] {
  return records.map(
    ({ arrivalMs, partitionKey, data }) => `${arrivalMs} ${partitionKey} ${Buffer.from(data)}`,
  );
}

describe.each(storages)('%s', (_name, open) => {
  let storage: ReturnType<typeof open>;
  let log: RecordLog;
  beforeEach(() => {
    storage = open();
    log = storage.openLog('stream-1', 'shardId-000000000000');
  });
  afterEach(() => storage.close?.());

  /** Five records, numbered 0 to 4, of three bytes each with their keys. */
  function appendFive(): void {
    log.append([record(10, 'aa'), record(10, 'bb')]);
    log.append([record(11, 'cc')]);
    log.append([]);
    log.append([record(20, 'dd'), record(25, 'ee')]);
  }

  test('a new log is empty', () => {
    expect([log.start, log.end]).toEqual([0, 0]);
    expect(log.read(0, all)).toEqual([]);
    expect(log.numberAtTime(0)).toBe(0);
    log.trim(1_000);
    expect([log.start, log.end]).toEqual([0, 0]);
  });

  test('gives back what was appended', () => {
    appendFive();
    expect([log.start, log.end]).toEqual([0, 5]);
    expect(show(log.read(0, all))).toEqual(['10 k aa', '10 k bb', '11 k cc', '20 k dd', '25 k ee']);
    expect(show(log.read(3, all))).toEqual(['20 k dd', '25 k ee']);
  });

  test('keeps keys and data of any kind', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    log.append([
      record(1, '', ''),
      { arrivalMs: 1_800_000_000_000, partitionKey: '😀'.repeat(256), data: bytes },
    ]);
    const [empty, odd] = log.read(0, all);
    expect(empty).toMatchObject({ arrivalMs: 1, partitionKey: '' });
    expect(empty?.data).toHaveLength(0);
    expect(odd).toMatchObject({ arrivalMs: 1_800_000_000_000, partitionKey: '😀'.repeat(256) });
    expect(Buffer.from(odd?.data ?? []).equals(bytes)).toBe(true);
  });

  test.each([
    ['records', 0, { recordsMax: 2 }, ['aa', 'bb']],
    ['no record', 0, { recordsMax: 0 }, []],
    ['bytes, where they fit exactly', 0, { bytesMax: 9 }, ['aa', 'bb', 'cc']],
    ['bytes, where one is missing', 0, { bytesMax: 8 }, ['aa', 'bb']],
    ['bytes, of which one record has more', 1, { bytesMax: 2 }, ['bb']],
    ['no bytes', 1, { bytesMax: 0 }, ['bb']],
    ['the end', 1, { end: 4 }, ['bb', 'cc', 'dd']],
    ['an end that was reached', 3, { end: 3 }, []],
    ['an end that was passed', 3, { end: 1 }, []],
    ['the end of the log', 5, {}, []],
  ])('a read is bounded by %s', (_bound, from, bounds, expected) => {
    appendFive();
    const read = log.read(from, { ...all, ...bounds });
    expect(read.map(({ data }) => `${Buffer.from(data)}`)).toEqual(expected);
  });

  test('a record larger than all bounds is read, alone', () => {
    const large = { arrivalMs: 2, partitionKey: 'k', data: Buffer.alloc(10_485_760, 7) };
    log.append([record(1, 'a'), large, record(3, 'b')]);
    expect(log.read(0, { ...all, bytesMax: 1_000 })).toHaveLength(1);
    const read = log.read(1, { ...all, bytesMax: 1_000 });
    expect(read).toHaveLength(1);
    expect(Buffer.from(read[0]?.data ?? []).equals(large.data)).toBe(true);
    expect(show(log.read(2, all))).toEqual(['3 k b']);
  });

  test('what was read stays as it is, and what was appended may change', () => {
    const data = Buffer.from('first');
    log.append([{ arrivalMs: 1, partitionKey: 'k', data }]);
    data.fill('x');
    const read = log.read(0, all);
    log.append([record(2, 'second')]);
    log.read(1, all);
    log.trim(3);
    expect(show(read)).toEqual(['1 k first']);
  });

  test.each([
    [0, 0],
    [10, 0],
    [11, 2],
    [12, 3],
    [20, 3],
    [25, 4],
    [26, 5],
  ])('the first record at time %d is %d', (timeMs, number) => {
    appendFive();
    expect(log.numberAtTime(timeMs)).toBe(number);
  });

  test.each([
    [0, 0],
    [10, 0],
    [11, 2],
    [21, 4],
    [26, 5],
  ])('trimmed before time %d it starts at %d', (beforeMs, start) => {
    appendFive();
    log.trim(beforeMs);
    expect([log.start, log.end]).toEqual([start, 5]);
    expect(show(log.read(start, all))).toHaveLength(5 - start);
    expect(log.numberAtTime(0)).toBe(start);
    log.trim(5);
    expect(log.start).toBe(start);
    log.append([record(30, 'ff')]);
    expect(log.end).toBe(6);
    expect(show(log.read(5, all))).toEqual(['30 k ff']);
    expect(log.numberAtTime(26)).toBe(5);
  });

  test('logs are apart, and one that was removed begins anew', () => {
    const other = storage.openLog('stream-1', 'shardId-000000000001');
    const third = storage.openLog('stream-2', 'shardId-000000000000');
    for (const [index, each] of [log, other, third].entries()) each.append([record(1, `in ${index}`)]);
    storage.removeLog('stream-1', 'shardId-000000000000');
    expect(storage.openLog('stream-1', 'shardId-000000000000').end).toBe(0);
    expect(show(other.read(0, all))).toEqual(['1 k in 1']);
    storage.removeStream('stream-1');
    expect(storage.openLog('stream-1', 'shardId-000000000001').end).toBe(0);
    expect(show(third.read(0, all))).toEqual(['1 k in 2']);
    storage.removeStream('never-there');
    storage.removeLog('never-there', 'either');
  });

  test('loads the catalog that was saved last', () => {
    storage.removeStream('stream-1');
    expect(storage.load()).toBeUndefined();
    storage.save({ version: 1, streams: [] });
    storage.save(catalog('a'));
    const changed = catalog('b');
    storage.save(changed);
    for (const stream of changed.streams) stream.status = 'DELETING';
    expect(storage.load()).toEqual(catalog('b'));
  });
});

function catalog(name: string): Catalog {
  const stream = { name, id: `${name}-1`, createdMs: 1, status: 'ACTIVE', mode: 'PROVISIONED' } as const;
  const settings = {
    retentionHours: 24,
    recordKibibytesMax: 1024,
    kmsKeyId: undefined,
    tags: { 'ä"': '\n' },
  };
  const lists = { shards: [], consumers: [], nextShard: 0, scaledAtMs: [] };
  return { version: 1, streams: [{ ...stream, ...settings, ...lists, change: undefined }] };
}
