import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Disk } from '../../../src/positions/disk.ts';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import { isNotWritten, type KnownFile } from '../../../src/record/position.ts';
import { StoreError } from '../../../src/sqlite/database.ts';
import { diskFull, failingDisk } from './failing-disk.ts';
import { hastyDisk } from './stored-story.ts';

let folder: string;
let told: string[];
/** What fails now. */
let failing: readonly (keyof Disk)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'positions-'));
  told = [];
  failing = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const head = { length: 0, hash: '' };
const file: KnownFile = {
  generation: 'g1',
  path: '/a',
  input: 0,
  device: '1',
  inode: '2',
  head,
  offset: 0,
  markers: [],
};

function open(logBytesMax = 1_000_000): DiskPositionStore {
  const disk = failingDisk((call) => failing.includes(call));
  return new DiskPositionStore(folder, { told: (message) => told.push(message), disk, logBytesMax });
}

/** What a start finds now, while the store is still open: the folder's claim goes to another folder. */
function onDisk(): readonly KnownFile[] {
  const { files } = readCopy();
  return files;
}

function readCopy() {
  const copy = mkdtempSync(join(tmpdir(), 'positions-'));
  rmSync(copy, { recursive: true });
  cpSync(folder, copy, { recursive: true });
  const heard: string[] = [];
  const store = new DiskPositionStore(copy, { told: (message) => heard.push(message), disk: hastyDisk });
  const files = store.files();
  store.close();
  rmSync(copy, { recursive: true });
  return { files, heard };
}

/** The call is refused, in a way that its caller knows, and has done nothing. */
function checkRefused(call: () => void): void {
  let error: unknown;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(StoreError);
  expect(isNotWritten(error)).toBe(true);
  expect(String(error)).toContain('ENOSPC');
  expect(String(error)).toContain('make room');
}

describe.each<[string, (keyof Disk)[]]>([
  ['takes half of what is written', ['write']],
  ['takes it and does not keep it', ['sync']],
  ['takes half and does not cut it off again', ['write', 'truncate']],
])('a disk that %s', (_name, calls) => {
  test('lets commits wait, says so once, and once when it is over', () => {
    const store = open();
    store.add([file]);
    failing = calls;
    for (const offset of [1, 2, 3]) store.commit([{ generation: 'g1', offset }]);
    expect(store.files()).toEqual([{ ...file, offset: 3 }]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/cannot write .*positions\.log: ENOSPC.*waits in memory.*make room/);
    expect(onDisk()[0]?.offset).toBeLessThanOrEqual(3);
    failing = [];
    store.commit([{ generation: 'g1', offset: 4 }]);
    expect(told).toHaveLength(2);
    expect(told[1]).toMatch(/positions\.log is written again/);
    expect(readCopy()).toEqual({ files: [{ ...file, offset: 4 }], heard: [] });
    store.close();
  });

  test('takes what waits at the close', () => {
    const store = open();
    store.add([file]);
    failing = calls;
    store.commit([{ generation: 'g1', offset: 1 }]);
    store.update({ generation: 'g1', path: '/b' });
    store.update({ generation: 'g1', format: 'json' });
    failing = [];
    store.close();
    expect(readCopy()).toEqual({ files: [{ ...file, offset: 1, path: '/b', format: 'json' }], heard: [] });
  });

  test('takes no new file, marker, input or id before it is on it', () => {
    const store = open();
    store.add([file]);
    failing = calls;
    const refused = [
      () => store.add([{ ...file, generation: 'g2' }]),
      () => store.mark('g1', [{ offset: 0, until: 1, timeMs: 1 }]),
      () => store.rememberInput('input'),
      () => store.agentId('machine', () => 'id'),
    ];
    for (const call of refused) checkRefused(call);
    expect(store.files()).toEqual([file]);
    expect(store.inputs()).toEqual([]);
    failing = [];
    for (const call of refused) call();
    store.close();
    const { files, heard } = readCopy();
    expect(files).toEqual([
      { ...file, markers: [{ offset: 0, until: 1, timeMs: 1 }] },
      { ...file, generation: 'g2' },
    ]);
    expect(heard).toEqual([]);
  });
});

test('a refused entry leaves nothing, in the log or in its copy', () => {
  const bytes = () => ['log', 'log.copy'].map((name) => readFileSync(join(folder, `positions.${name}`)));
  let writesLeft = Infinity;
  const disk = failingDisk((call) => call === 'write' && writesLeft-- <= 0);
  const store = new DiskPositionStore(folder, { told: (message) => told.push(message), disk });
  store.add([file]);
  const before = bytes();
  for (const writes of [0, 1]) {
    writesLeft = writes; // The copy is written first.
    checkRefused(() => store.add([{ ...file, generation: 'g2' }]));
    expect(bytes()).toEqual(before);
  }
  store.close();
});

test('what is left of a refused entry, where it cannot be cut off at once, is cut off later', () => {
  const store = open();
  store.add([file]);
  failing = ['write', 'truncate'];
  checkRefused(() =>
    store.add(Array.from({ length: 50 }, (_, index) => ({ ...file, generation: `h${index}` }))),
  );
  expect(statSync(join(folder, 'positions.log.copy')).size).toBeGreaterThan(3_000);
  failing = [];
  store.mark('g1', []);
  store.close();
  expect(statSync(join(folder, 'positions.log.copy')).size).toBeLessThan(500);
  expect(readCopy()).toEqual({ files: [file], heard: [] });
});

test('a store that is closed on a full disk loses what waited, and no more', () => {
  const store = open();
  store.add([file]);
  store.commit([{ generation: 'g1', offset: 1 }]);
  failing = ['write'];
  store.commit([{ generation: 'g1', offset: 2 }]);
  store.forget(['g1']);
  store.close();
  expect(told).toHaveLength(1);
  expect(onDisk()).toEqual([{ ...file, offset: 1 }]);
});

test('a start on a full disk succeeds, and its first file waits', () => {
  failing = ['open', 'write', 'sync'];
  const store = open();
  checkRefused(() => store.add([file]));
  failing = [];
  store.add([file]);
  store.close();
  expect(onDisk()).toEqual([file]);
});

describe('a snapshot that cannot be written', () => {
  const fill = (store: DiskPositionStore, from: number) => {
    for (let offset = from; offset < from + 100; offset += 1) store.commit([{ generation: 'g1', offset }]);
  };

  test('is told once; the log goes on, nothing is left half, and it comes when there is room', () => {
    let room = false;
    const disk = failingDisk((call) => call === 'rename' && !room);
    // Renames come last: here the new files are written, and cannot take the place of the old ones.
    const store = new DiskPositionStore(folder, {
      told: (message) => told.push(message),
      disk: { ...disk, open: (path) => (path.endsWith('.new') && !room ? full() : disk.open(path)) },
      logBytesMax: 1_000,
    });
    store.add([file]);
    fill(store, 1);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/no snapshot of the positions can be written.*make room/);
    expect(existsSync(join(folder, 'positions.snapshot.new'))).toBe(false);
    room = true;
    fill(store, 101);
    expect(statSync(join(folder, 'positions.log')).size).toBeLessThan(1_200);
    store.close();
    expect(readCopy()).toEqual({ files: [{ ...file, offset: 200 }], heard: [] });
  });

  test('in the middle of a swap, is finished before anything else is written', () => {
    const store = open(1_000);
    store.add([file]);
    failing = ['rename'];
    fill(store, 1);
    expect(onDisk()[0]?.offset).toBeGreaterThan(5);
    failing = [];
    fill(store, 101);
    store.close();
    expect(readCopy()).toEqual({ files: [{ ...file, offset: 200 }], heard: [] });
  });
});

function full(): never {
  throw diskFull();
}
