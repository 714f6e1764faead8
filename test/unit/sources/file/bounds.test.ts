import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type KnownFile, notWritten } from '../../../../src/record/position.ts';
import { MemoryPositionStore } from '../../../fakes/memory-position-store.ts';
import { WatchedFolder } from '../../../fakes/watched-folder.ts';

/** A disk that is full, until it is not. */
class FullStore extends MemoryPositionStore {
  isFull = true;

  override add(files: readonly KnownFile[]): void {
    if (this.isFull) throw Object.assign(new Error('no space left'), { code: notWritten });
    super.add(files);
  }
}

describe('filesOpenMax', () => {
  const names = Array.from({ length: 30 }, (_, file) => `${file}.log`);

  test('many files are read through few descriptors, each in its turn', async () => {
    const store = new MemoryPositionStore();
    const folder = new WatchedFolder([{ paths: ['*.log'] }], () => store, { filesOpenMax: 4 });
    for (const name of names) folder.append(name, `${name}\n`.repeat(1_000));
    folder.start();
    const first = await folder.readOpen(names.length);
    expect(new Set(first.map(({ path }) => path)).size).toBe(names.length);
    expect(folder.openCount).toBeLessThanOrEqual(4);
    const lines = [...first, ...(await folder.readOpen())];
    expect(lines).toHaveLength(names.length * 1_000);
    expect(folder.openCount).toBeLessThanOrEqual(4);
    expect(folder.told.filter((line) => line.startsWith('filesOpenRaised'))).toEqual([]);
    await folder.remove();
  });

  test('rotated files that are not acknowledged stay open beyond it, told once', async () => {
    const store = new MemoryPositionStore();
    const folder = new WatchedFolder([{ paths: ['*.log'] }], () => store, { filesOpenMax: 10 });
    for (const name of names) folder.append(name, 'one\n');
    folder.start();
    await folder.read();
    for (const name of names) {
      folder.append(name, 'two\n');
      folder.rename(name, `${name}.1`);
    }
    const lines = await folder.readOpen();
    expect(lines).toHaveLength(names.length);
    for (const name of names) rmSync(folder.at(`${name}.1`));
    folder.clock.pass(120_000);
    await folder.readOpen();
    expect(folder.openCount).toBe(names.length);
    expect(folder.told.filter((line) => line.startsWith('filesOpenRaised'))).toEqual([
      'filesOpenRaised 11 10',
    ]);
    folder.commit(lines);
    folder.clock.pass(120_000);
    await folder.readOpen();
    expect(folder.openCount).toBe(0);
    await folder.remove();
  });
});

test('idle files are closed, and read on when something comes', async () => {
  const store = new MemoryPositionStore();
  const folder = new WatchedFolder([{ paths: ['*.log'] }], () => store);
  folder.append('a.log', 'one\n');
  folder.start();
  await folder.read();
  expect(folder.openCount).toBe(1);
  folder.clock.pass(6_000);
  await folder.read();
  expect(folder.openCount).toBe(0);
  folder.append('a.log', 'two\n');
  expect(await folder.texts()).toEqual(['two\n']);
  await folder.remove();
});

test('nothing is read of a file that the store could not be told of; told once, and again when it could', async () => {
  const store = new FullStore();
  const folder = new WatchedFolder([{ paths: ['*.log'] }], () => store);
  folder.append('a.log', 'one\n');
  folder.start();
  expect([...(await folder.texts()), ...(await folder.texts())]).toEqual([]);
  store.isFull = false;
  expect(await folder.texts()).toEqual(['one\n']);
  expect(folder.told.filter((line) => line.startsWith('reading'))).toEqual([
    'readingPaused',
    'readingResumed',
  ]);
  await folder.remove();
});

test('events of the file system show new files and new lines long before the next full look', async () => {
  const store = new MemoryPositionStore();
  const input = { paths: ['**/*.log'], discoverDelayMs: 3_600_000, pollDelayMs: 100 };
  const folder = new WatchedFolder([input], () => store, { watchesFolders: true });
  folder.append('a.log', 'one\n');
  folder.start();
  await folder.read();
  folder.clock.pass(6_000);
  await folder.read();
  expect(folder.openCount).toBe(0);
  folder.append('a.log', 'two\n');
  folder.append('b.log', 'three\n');
  const texts: string[] = [];
  for (let round = 0; texts.length < 2 && round < 100; round += 1) {
    await setTimeout(20); // The events come in real time.
    texts.push(...(await folder.texts()));
  }
  expect(texts.toSorted()).toEqual(['three\n', 'two\n']);
  await folder.remove();
});
