import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReadBounds, RecordLog } from '../../../../src/local-stream/core/storage.ts';
import { DiskStorage, diskLimits } from '../../../../src/local-stream/disk/disk-storage.ts';
import { StoreError } from '../../../../src/sqlite/database.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'disk-storage-')), 'data');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const all = { recordsMax: 10_000, bytesMax: 10_000_000, end: Number.MAX_SAFE_INTEGER };

/** Runs `work` on a storage that is opened for it and closed after it, as after a restart. */
function withStorage<T>(work: (storage: DiskStorage) => T, limits: Partial<typeof diskLimits> = {}): T {
  const storage = new DiskStorage(folder, { ...diskLimits, ...limits });
  try {
    return work(storage);
  } finally {
    storage.close();
  }
}

function withLog<T>(work: (log: RecordLog) => T, limits: Partial<typeof diskLimits> = {}): T {
  return withStorage((storage) => work(storage.openLog('s', 'a')), limits);
}

function append(log: RecordLog, arrivalMs: number, ...texts: string[]): void {
  log.append(texts.map((text) => ({ arrivalMs, partitionKey: 'k', data: Buffer.from(text) })));
}

function texts(log: RecordLog): string[] {
  return log.read(log.start, all).map(({ data }) => `${data}`);
}

/** The numbers that the segments of the log are named after. */
function segments(): number[] {
  const names = readdirSync(join(folder, 's', 'a')).toSorted();
  for (const name of names) expect(name).toMatch(/^\d{20}\.log$/);
  return names.map((name) => Number.parseInt(name, 10));
}

function checkRefused(work: () => unknown, ...words: string[]): void {
  expect(work).toThrow(StoreError);
  for (const word of words) expect(work).toThrow(word);
}

describe('the data folder', () => {
  test('is made, for its owner alone', () => {
    withLog((log) => append(log, 1, 'text'));
    for (const path of ['.', 's', 's/a']) expect(statSync(join(folder, path)).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 's/a', `${'0'.repeat(20)}.log`)).mode & 0o777).toBe(0o600);
  });

  test('has one holder at a time', () => {
    withStorage((first) => {
      checkRefused(() => new DiskStorage(folder), folder, 'is in use', 'stop that one');
      append(first.openLog('s', 'a'), 1, 'the first one goes on');
    });
    withLog((log) => expect(texts(log)).toEqual(['the first one goes on']));
  });

  test('has one process at a time, and is free when that is killed', async () => {
    const source = new URL('../../../../src/local-stream/disk/disk-storage.ts', import.meta.url);
    const script = `
      import { DiskStorage } from ${JSON.stringify(source)};
      globalThis.storage = new DiskStorage(${JSON.stringify(folder)});
      console.log('open');
      setInterval(() => {}, 1_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    try {
      await once(child.stdout, 'data');
      checkRefused(() => new DiskStorage(folder), 'is in use');
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
    withStorage(() => {});
  });

  test('that cannot be one', () => {
    writeFileSync(folder, 'a file');
    checkRefused(() => new DiskStorage(folder), folder, 'cannot use', 'may write');
  });

  test.each(['..', '.', '', 'a/b', '../up', 'a\\b', 'ä'])('gets no folder named "%s"', (name) => {
    withStorage((storage) => {
      for (const [streamId, shardId] of [
        [name, 'a'],
        ['s', name],
      ] as const) {
        expect(() => storage.openLog(streamId, shardId)).toThrow('is no name');
        expect(() => storage.removeLog(streamId, shardId)).toThrow('is no name');
      }
      expect(() => storage.removeStream(name)).toThrow('is no name');
    });
  });
});

describe('the catalog', () => {
  const path = () => join(folder, 'catalog.json');
  const save = () => withStorage((storage) => storage.save({ version: 1, streams: [] }));
  const load = () => withStorage((storage) => storage.load());

  test('is there after a restart, and its draft is not', () => {
    save();
    expect(load()).toEqual({ version: 1, streams: [] });
    expect(readdirSync(folder).toSorted()).toEqual(['catalog.json', 'claim.db']);
  });

  test.each(['', '{"version":1,"streams":[', '{"version":2,"streams":[]}', '{"version":1}', 'null'])(
    'damaged as %j is told, and left alone',
    (text) => {
      save();
      writeFileSync(path(), text);
      checkRefused(load, path(), 'damaged', 'another data folder');
      expect(readFileSync(path(), 'utf8')).toBe(text);
    },
  );

  test('is whole where a draft of the next one was left behind', () => {
    save();
    writeFileSync(`${path()}.new`, '{"version":1,"str');
    expect(load()).toEqual({ version: 1, streams: [] });
    save();
    expect(existsSync(`${path()}.new`)).toBe(false);
  });
});

describe('segments', () => {
  test('begin anew at their size', () => {
    const limits = { segmentBytesMax: 50 };
    withLog((log) => {
      append(log, 1, 'a'.repeat(20)); // 39 bytes with their header and key.
      append(log, 1, 'b', 'c');
      append(log, 1, 'd');
      expect(segments()).toEqual([0, 3]);
      expect(texts(log)).toEqual(['a'.repeat(20), 'b', 'c', 'd']);
    }, limits);
  });

  test('begin anew when their first record is old, so that an idle log gives back its space too', () => {
    withLog((log) => {
      for (const arrivalMs of [0, 1_800_000, 3_600_000, 3_600_001]) append(log, arrivalMs, `at ${arrivalMs}`);
      expect(segments()).toEqual([0, 3]);
      log.trim(3_600_001);
      expect(segments()).toEqual([3]);
    });
  });

  test('are deleted whole, when all in them is trimmed', () => {
    withLog(
      (log) => {
        for (let arrivalMs = 0; arrivalMs < 10; arrivalMs += 1) append(log, arrivalMs, 'x', 'y');
        expect(segments()).toEqual([0, 4, 8, 12, 16]);
        log.trim(5);
        expect([log.start, segments()]).toEqual([10, [8, 12, 16]]);
        log.trim(6);
        expect([log.start, segments()]).toEqual([12, [12, 16]]);
        log.trim(1_000);
        expect([log.start, log.end, segments()]).toEqual([20, 20, [20]]);
      },
      { segmentBytesMax: 60 },
    );
    expect(statSync(join(folder, 's', 'a', `${'20'.padStart(20, '0')}.log`)).size).toBe(0);
    withLog((log) => {
      expect([log.start, log.end]).toEqual([20, 20]);
      append(log, 11, 'z');
      expect([log.start, log.end, segments()]).toEqual([20, 21, [20]]);
      expect(texts(log)).toEqual(['z']);
    });
  });

  test('may end with an empty one, where a crash came before the first write to it', () => {
    withLog((log) => append(log, 1, 'a', 'b'));
    const empty = join(folder, 's', 'a', `${'2'.padStart(20, '0')}.log`);
    writeFileSync(empty, '');
    withLog((log) => {
      expect([log.start, log.end, segments()]).toEqual([0, 2, [0, 2]]);
      expect(log.numberAtTime(2)).toBe(2);
      append(log, 2, 'c');
      expect(texts(log)).toEqual(['a', 'b', 'c']);
    });
    writeFileSync(empty, '');
    withLog((log) => {
      log.trim(2);
      expect([log.start, log.end, segments()]).toEqual([2, 2, [2]]);
    });
  });

  test('go on after a restart', () => {
    withLog((log) => append(log, 1, 'a', 'b'));
    withLog((log) => append(log, 2, 'c'));
    withLog((log) => {
      expect([log.start, log.end, segments()]).toEqual([0, 3, [0]]);
      expect(texts(log)).toEqual(['a', 'b', 'c']);
      expect(log.numberAtTime(2)).toBe(2);
    });
  });

  test('are read no further than is wanted', () => {
    withLog((log) => {
      for (let round = 0; round < 1_000; round += 1) append(log, round, 'x'.repeat(1_000));
      const bytesHeld = (from: number, bounds: Partial<ReadBounds>) =>
        log.read(from, { ...all, ...bounds })[0]?.data.buffer.byteLength;
      expect(bytesHeld(998, {})).toBe(2 * 1_019);
      expect(bytesHeld(500, { bytesMax: 2_000 })).toBeLessThan(70_000);
      expect(bytesHeld(500, { recordsMax: 1 })).toBeLessThan(70_000);
      expect(bytesHeld(500, { end: 501 })).toBeLessThan(70_000);
    });
  });

  test('of a removed log and stream are gone', () => {
    withStorage((storage) => {
      for (const shardId of ['a', 'b']) append(storage.openLog('s', shardId), 1, 'text');
      storage.removeLog('s', 'a');
      expect(readdirSync(join(folder, 's'))).toEqual(['b']);
      storage.removeStream('s');
      expect(readdirSync(folder)).toEqual(['claim.db']);
    });
  });

  test('of many logs share few descriptors', () => {
    withStorage(
      (storage) => {
        const before = readdirSync('/proc/self/fd').length;
        const logs = Array.from({ length: 20 }, (_, index) => storage.openLog('s', `shard-${index}`));
        for (let round = 0; round < 3; round += 1) for (const log of logs) append(log, 1, `round ${round}`);
        expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 4);
        for (const log of logs) expect(texts(log)).toEqual(['round 0', 'round 1', 'round 2']);
      },
      { openFilesMax: 4 },
    );
  });
});
