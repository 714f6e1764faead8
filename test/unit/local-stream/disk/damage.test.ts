import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Catalog } from '../../../../src/local-stream/core/catalog.ts';
import type { RecordLog } from '../../../../src/local-stream/core/storage.ts';
import { DamagedError } from '../../../../src/local-stream/core/storage.ts';
import { DiskStorage, diskLimits } from '../../../../src/local-stream/disk/disk-storage.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damage-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const all = { recordsMax: 10_000, bytesMax: 100_000_000, end: Number.MAX_SAFE_INTEGER };
const texts = ['one', '', 'three', 'a fourth of some length', '5'];

function withLog<T>(work: (log: RecordLog) => T, segmentBytesMax = diskLimits.segmentBytesMax): T {
  const storage = new DiskStorage(folder, { ...diskLimits, segmentBytesMax });
  try {
    return work(storage.openLog('s', 'a'));
  } finally {
    storage.close();
  }
}

function append(log: RecordLog, ...texts: string[]): void {
  log.append(texts.map((text) => ({ arrivalMs: 1, partitionKey: 'kä', data: Buffer.from(text) })));
}

function read(log: RecordLog): string[] {
  return log.read(log.start, all).map(({ data }) => `${data}`);
}

/** The file of the segment, from the first one on. */
function segmentPath(index = 0): string {
  const path = join(folder, 's', 'a');
  return join(path, readdirSync(path).toSorted()[index] ?? 'missing');
}

/** Writes the texts, each with its own call, and gives the size of the file after each. */
function writeTexts(): number[] {
  return withLog((log) => [
    0,
    ...texts.map((text) => {
      append(log, text);
      return statSync(segmentPath()).size;
    }),
  ]);
}

/** Opens the log again on a segment that was changed: these many records are there, and it goes on behind them. */
function checkReopened(bytes: Uint8Array, count: number): void {
  writeFileSync(segmentPath(), bytes);
  withLog((log) => {
    expect(read(log)).toEqual(texts.slice(0, count));
    append(log, 'next');
  });
  withLog((log) => expect(read(log)).toEqual([...texts.slice(0, count), 'next']));
}

describe('the middle of the last segment', () => {
  test('changed in any byte is told; nothing is cut off, and no number is given out again', () => {
    const sizes = writeTexts();
    const bytes = readFileSync(segmentPath());
    const lastBegin = sizes.at(-2) ?? 0;
    for (let at = 0; at < lastBegin; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      writeFileSync(segmentPath(), changed);
      const told: string[] = [];
      const storage = new DiskStorage(folder, diskLimits, (message) => told.push(message));
      const log = storage.openLog('s', 'a');
      const whole = sizes.filter((size) => size <= at).length - 1;
      expect(read(log)).toEqual(texts.slice(0, whole));
      expect(() => append(log, 'next')).toThrow(DamagedError);
      log.trim(Number.MAX_SAFE_INTEGER);
      storage.close();
      expect(told).toEqual([expect.stringContaining(`damaged at byte ${sizes[whole]}`)]);
      expect(readFileSync(segmentPath())).toEqual(changed);
    }
  });
});

describe('the end of the last segment', () => {
  test('cut anywhere leaves exactly the whole records', () => {
    const sizes = writeTexts();
    const bytes = readFileSync(segmentPath());
    for (let length = 0; length <= bytes.length; length += 1) {
      const whole = sizes.filter((size) => size <= length).length - 1;
      checkReopened(bytes.subarray(0, length), whole);
    }
  });

  test('changed in any byte of its last record is cut off', () => {
    const [end = 0, begin = 0] = writeTexts().toReversed();
    const bytes = readFileSync(segmentPath());
    for (let at = begin; at < end; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      checkReopened(changed, texts.length - 1);
    }
  });

  test.each([
    ['zeros', Buffer.alloc(5_000)],
    ['ones', Buffer.alloc(5_000, 0xff)],
    ['half a header', Buffer.alloc(9, 1)],
  ])('of %s is cut off', (_name, rest) => {
    writeTexts();
    checkReopened(Buffer.concat([readFileSync(segmentPath()), rest]), texts.length);
  });

  test('is found behind records larger than what is read at a time', () => {
    const large = 'x'.repeat(3_000_000);
    withLog((log) => append(log, 'a', large, 'b', large));
    const bytes = readFileSync(segmentPath());
    writeFileSync(segmentPath(), bytes.subarray(0, -1));
    withLog((log) => expect(read(log)).toEqual(['a', large, 'b']));
  });
});

describe('an earlier segment', () => {
  /** Two full segments and a last one, of two records each. */
  function writeSegments(): void {
    withLog((log) => {
      for (const [a, b] of [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ] as const)
        append(log, a, b);
    }, 1);
  }

  test('is not looked at before it is needed', () => {
    writeSegments();
    writeFileSync(segmentPath(1), 'nothing that was ever written');
    withLog((log) => {
      expect([log.start, log.end]).toEqual([0, 6]);
      expect(log.read(0, { ...all, end: 2 })).toHaveLength(2);
      expect(log.read(4, all)).toHaveLength(2);
    });
  });

  test.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['emptied', () => Buffer.alloc(0)],
    ['changed', (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('d', 'x'), 'latin1')],
  ])('that was %s is told by name, and left alone', (_name, damage) => {
    writeSegments();
    const damaged = damage(readFileSync(segmentPath(1)));
    writeFileSync(segmentPath(1), damaged);
    withLog((log) => {
      expect(() => read(log)).toThrow(DamagedError);
      expect(() => read(log)).toThrow(`${segmentPath(1)} is damaged at byte`);
    });
    expect(readFileSync(segmentPath(1)).equals(damaged)).toBe(true);
  });

  test('that is missing is told', () => {
    writeSegments();
    rmSync(segmentPath(1));
    withLog((log) => expect(() => read(log)).toThrow(`${segmentPath(0)} is damaged at byte`));
  });

  test('is read up to the next one, whatever a failed write left behind it', () => {
    writeSegments();
    const bytes = readFileSync(segmentPath(1));
    writeFileSync(segmentPath(1), Buffer.concat([bytes, bytes]));
    withLog((log) => expect(read(log)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']));
  });
});

test('a file that changes while it is in use is told', () => {
  withLog((log) => {
    append(log, 'one', 'two');
    const bytes = readFileSync(segmentPath());
    writeFileSync(segmentPath(), Buffer.from(bytes.toString('latin1').replace('two', 'TWO'), 'latin1'));
    expect(() => read(log)).toThrow('is damaged at byte');
    writeFileSync(segmentPath(), bytes.subarray(0, 30));
    expect(() => read(log)).toThrow('is damaged at byte');
    expect(() => log.read(1, all)).toThrow('is damaged at byte');
  });
});

describe('a damaged log', () => {
  test('keeps no other from being trimmed, and can be removed', () => {
    withLog((log) => append(log, 'one', 'two', 'three'), 1);
    withLog((log) => append(log, 'four'), 1);
    const bytes = readFileSync(segmentPath());
    bytes[20] = (bytes[20] ?? 0) ^ 0x10;
    writeFileSync(segmentPath(), bytes);
    const storage = new DiskStorage(folder, { ...diskLimits, segmentBytesMax: 1 });
    const log = storage.openLog('s', 'a');
    expect(() => log.trim(Number.MAX_SAFE_INTEGER)).not.toThrow();
    storage.removeLog('s', 'a');
    storage.close();
  });
});

describe('the folder and the catalog', () => {
  const shard = { shardId: 'shardId-000000000000' };
  const catalog = {
    version: 1,
    streams: [{ name: 'orders', id: 'orders.1', shards: [shard] }],
  } as unknown as Catalog;

  function told(): string[] {
    const messages: string[] = [];
    const storage = new DiskStorage(folder, diskLimits, (message) => messages.push(message));
    try {
      storage.load();
      return messages;
    } finally {
      storage.close();
    }
  }

  function prepare(act: (storage: DiskStorage) => void): void {
    const storage = new DiskStorage(folder);
    act(storage);
    storage.close();
  }

  test('that fit are nothing to tell of', () => {
    prepare((storage) => {
      storage.save(catalog);
      storage.openLog('orders.1', shard.shardId);
    });
    expect(told()).toEqual([]);
  });

  test('a folder that somebody deleted is told', () => {
    prepare((storage) => storage.save(catalog));
    expect(told()).toEqual([
      expect.stringMatching(/orders\.1.*is missing: stream orders has lost its records/),
    ]);
  });

  test('a folder that is of no stream is told', () => {
    prepare((storage) => {
      storage.save({ version: 1, streams: [] });
      storage.openLog('orders.1', shard.shardId);
    });
    expect(told()).toEqual([expect.stringMatching(/orders\.1 is of no stream/)]);
  });

  test('records without a catalog are no new beginning', () => {
    prepare((storage) => storage.openLog('orders.1', shard.shardId));
    expect(told).toThrow(/catalog\.json is missing, and there is orders\.1/);
  });
});
