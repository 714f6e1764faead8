import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskPositionStore, type PositionStoreOptions } from '../../../src/positions/store.ts';
import type { KnownFile } from '../../../src/record/position.ts';
import { fail } from './stored-story.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'positions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (options?: Partial<PositionStoreOptions>) =>
  new DiskPositionStore(folder, { told: fail, ...options });

const file: KnownFile = {
  generation: 'g1',
  path: '/var/log/ä \n.log',
  input: 2,
  device: '18446744073709551615',
  inode: '9007199254740993', // 2^53 + 1: a double cannot hold it.
  head: { length: 1_024, hash: 'abc' },
  offset: 2 ** 40,
  lastTimedMs: 1_700_000_000_123,
  window: { offset: 2 ** 40 - 64, length: 64, hash: 'w' },
  markers: [{ offset: 0, until: 10, timeMs: 5 }],
  rotatedAtMs: 1_700_000_000_456,
  format: 'json',
};
const { lastTimedMs: _, ...untimed } = { ...file, generation: 'g2' };

/** What is there after closing and opening again. */
function afterReopening(...steps: ((store: DiskPositionStore) => void)[]): readonly KnownFile[] {
  for (const step of [...steps, () => {}]) {
    const store = open();
    step(store);
    store.close();
  }
  const store = open();
  const files = store.files();
  store.close();
  return files;
}

describe('what is on the disk after closing', () => {
  const add = (store: DiskPositionStore) => store.add([file, untimed]);
  const { rotatedAtMs: _rotated, ...unrotated } = file;
  test.each<[string, (store: DiskPositionStore) => void, readonly KnownFile[]]>([
    ['files', () => {}, [file, untimed]],
    [
      'positions',
      (store) =>
        store.commit([
          { generation: 'g1', offset: 7 },
          { generation: 'g2', offset: 8, lastTimedMs: 9, window: { offset: 4, length: 4, hash: 'v' } },
        ]),
      [
        { ...untimed, generation: 'g1', offset: 7 },
        { ...untimed, offset: 8, lastTimedMs: 9, window: { offset: 4, length: 4, hash: 'v' } },
      ],
    ],
    [
      'of a whole file only its position',
      (store) => store.commit([{ ...untimed, offset: 7, path: '/other' } as KnownFile]),
      [file, { ...untimed, offset: 7 }],
    ],
    [
      'the last of two positions',
      (store) => store.commit([1, 2].map((offset) => ({ generation: 'g2', offset }))),
      [file, { ...untimed, offset: 2 }],
    ],
    [
      'nothing of unknown files',
      (store) => {
        store.commit([{ generation: 'other', offset: 7 }]);
        store.update({ generation: 'other', path: '/b' });
        store.mark('other', []);
      },
      [file, untimed],
    ],
    [
      'names and heads',
      (store) => store.update({ generation: 'g1', path: '/b', input: 0, head: { length: 1, hash: 'x' } }),
      [{ ...file, path: '/b', input: 0, head: { length: 1, hash: 'x' } }, untimed],
    ],
    [
      'one thing that changed',
      (store) => store.update({ generation: 'g1', format: 'text' }),
      [{ ...file, format: 'text' }, untimed],
    ],
    [
      'of a whole file neither its position nor its markers',
      (store) => store.update({ ...file, path: '/b', offset: 0, markers: [] } as KnownFile),
      [{ ...file, path: '/b' }, untimed],
    ],
    [
      'that a file is not rotated any more',
      (store) => store.update({ generation: 'g1', rotatedAtMs: null }),
      [unrotated, untimed],
    ],
    ['markers', (store) => store.mark('g2', []), [file, { ...untimed, markers: [] }]],
    ['not what was forgotten', (store) => store.forget(['g1', 'other']), [untimed]],
  ])('%s', (_name, change, expected) => {
    expect(afterReopening(add, change)).toEqual(expected);
  });

  test('markers of bytes that are not acknowledged, whatever is given later', () => {
    const marker = (offset: number, until: number) => ({ offset, until, timeMs: offset });
    const store = open();
    store.add([{ ...untimed, offset: 10, markers: [marker(0, 10), marker(10, 20)] }]);
    store.mark('g2', [marker(20, 40)]);
    expect(store.files()[0]?.markers).toEqual([marker(10, 20), marker(20, 40)]);
    store.mark('g2', [{ ...marker(20, 40), until: 50 }]);
    expect(store.files()[0]?.markers).toEqual([marker(10, 20), { ...marker(20, 40), until: 50 }]);
    store.close();
  });

  test('all of the files or none', () => {
    const store = open();
    expect(() => store.add([file, file])).toThrow('g1 minted twice');
    expect(store.files()).toEqual([]);
    store.add([file]);
    expect(store.files()).toEqual([file]);
    store.close();
  });
});

describe('the id of the agent', () => {
  const idOn = (machine: string, minted: string) => {
    const store = open();
    const id = store.agentId(machine, () => minted);
    store.close();
    return id;
  };

  test('stays on its machine, and is minted anew on another one', () => {
    expect(idOn('one', 'a')).toBe('a');
    expect(idOn('one', 'b')).toBe('a');
    expect(idOn('two', 'c')).toBe('c');
    expect(idOn('two', 'd')).toBe('c');
    expect(idOn('one', 'e')).toBe('e');
  });
});

describe('the inputs that were looked at', () => {
  test('are remembered, each once', () => {
    const store = open();
    expect(store.inputs()).toEqual([]);
    for (const key of ['a', 'b', 'a']) store.rememberInput(key);
    store.close();
    const again = open();
    expect(again.inputs()).toEqual(['a', 'b']);
    again.close();
  });
});

describe('what is written', () => {
  const bytesOf = (name: string) => readFileSync(join(folder, name));

  test('is lines of JSON that stock tools read and check', () => {
    const store = open();
    store.agentId('m', () => 'a');
    store.add([untimed]);
    store.commit([{ generation: 'g2', offset: 12 }]);
    store.close();
    const lines = String(bytesOf('positions.log')).trimEnd().split('\n');
    const parsed = lines.map((line) => {
      const [crc, length, number, ...json] = line.split(' ');
      const summed = Buffer.from(line.slice(9));
      expect(Number.parseInt(crc ?? '', 16)).toBe(crc32(summed));
      expect(Buffer.byteLength(json.join(' '))).toBe(Number(length));
      return [Number(number), JSON.parse(json.join(' '))];
    });
    expect(parsed).toEqual([
      [0, { kind: 'begin', version: 1 }],
      [1, { kind: 'agent', id: 'a', machine: 'm' }],
      [2, { kind: 'add', file: untimed }],
      [2, { kind: 'commit', generation: 'g2', offset: 12 }],
    ]);
  });

  test('stays small: a long log is replaced by a snapshot', () => {
    const store = open({ logBytesMax: 2_000 });
    store.add([file, untimed]);
    for (let offset = 1; offset < 500; offset += 1) store.commit([{ generation: 'g2', offset }]);
    store.close();
    for (const name of ['positions.log', 'positions.log.old', 'positions.snapshot', 'positions.snapshot.old'])
      expect(bytesOf(name).length).toBeLessThan(2_300);
    expect(afterReopening()).toEqual([file, { ...untimed, offset: 499 }]);
  });

  test('is not written to after closing', () => {
    const told: string[] = [];
    const store = open({ told: (message) => told.push(message) });
    store.add([file]);
    store.close();
    store.close();
    expect(() => store.add([untimed])).toThrow('closed');
    store.commit([{ generation: 'g1', offset: 5 }]);
    expect(told[0]).toContain('closed');
    expect(afterReopening()).toEqual([file]);
  });
});
