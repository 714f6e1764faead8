import { existsSync, symlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryPositionStore } from '../../../fakes/memory-position-store.ts';
import { WatchedFolder } from '../../../fakes/watched-folder.ts';

let folder: WatchedFolder;
let passedMs = 0;
let heldInode: number | undefined;
/** Of the inode; each waits until `release`. */
let waiting = 0;
let release = () => {};

beforeEach(async () => {
  folder = new WatchedFolder([{ paths: ['*.log'] }], () => new MemoryPositionStore());
  passedMs = 0;
  waiting = 0;
  heldInode = undefined;
  const nowMs = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs() + passedMs);
  const handle = await open(folder.path);
  const methods = Object.getPrototypeOf(handle);
  await handle.close();
  const { read, stat } = methods;
  const { promise, resolve } = Promise.withResolvers<void>();
  release = () => {
    heldInode = undefined;
    resolve();
  };
  vi.spyOn(methods, 'read').mockImplementation(async function (this: unknown, ...args: unknown[]) {
    const file = this as FileHandle; // It is a method of one.
    if ((await stat.apply(file)).ino === heldInode) {
      waiting += 1;
      await promise;
    }
    return read.apply(file, args);
  });
});
afterEach(async () => {
  release();
  vi.restoreAllMocks();
  await folder.remove();
});

async function looks(count: number): Promise<string[]> {
  const texts: string[] = [];
  for (let look = 0; look < count; look += 1) {
    folder.clock.pass(11_000);
    texts.push(...(await folder.texts()));
  }
  return texts;
}

function toldUnreadable(): string[] {
  return folder.told.filter((line) => line.startsWith('fileUnreadable'));
}

test.each([
  ['new', ''],
  ['open', 'before\n'],
])(
  'a %s file whose disk does not answer holds up no other one, is told, and read on when it answers',
  async (_what, before) => {
    folder.append('hung.log', before);
    folder.start();
    await folder.texts();
    folder.append('hung.log', 'held\n');
    heldInode = folder.inode('hung.log');
    folder.append('other.log', 'one\n');
    expect(await looks(2)).toEqual(['one\n']);
    expect(toldUnreadable()).toEqual([]); // It may be slow, and no more.
    passedMs += 10_000;
    folder.append('other.log', 'two\n');
    expect(await looks(3)).toEqual(['two\n']);
    expect(toldUnreadable()).toEqual(['fileUnreadable hung.log']);
    expect(folder.looks.at(-1)?.unreadable).toEqual([folder.at('hung.log')]);
    expect(waiting).toBe(1);
    release();
    const texts: string[] = [];
    await vi.waitFor(async () => {
      texts.push(...(await looks(1))); // Its disk is a thread that answers when it comes to it.
      expect(texts).toEqual(['held\n']);
    });
  },
);

test.runIf(existsSync('/proc/version'))('what the kernel makes up is no log', async () => {
  symlinkSync('/proc/version', folder.at('kernel.log'));
  folder.append('other.log', 'one\n');
  folder.start();
  expect(await looks(3)).toEqual(['one\n']);
  const told = folder.told.filter((line) => line.includes('kernel.log'));
  expect(told).toEqual(['fileRefused kernel.log the kernel makes it up as it is read']);
});

test('what is stopped meanwhile is stopped', async () => {
  folder.append('hung.log', 'held\n');
  folder.start();
  heldInode = folder.inode('hung.log');
  await folder.texts();
  await folder.stop();
  expect(waiting).toBe(1);
});
