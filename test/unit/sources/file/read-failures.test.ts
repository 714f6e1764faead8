import { rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryPositionStore } from '../../../fakes/memory-position-store.ts';
import { WatchedFolder } from '../../../fakes/watched-folder.ts';

describe('a descriptor that fails', () => {
  let folder: WatchedFolder;
  /** Inodes, and descriptors of them, that the disk gives nothing of. */
  let isBad: (handle: FileHandle) => boolean = () => false;
  const opened: FileHandle[] = [];
  let failures = 0;

  beforeEach(async () => {
    const store = new MemoryPositionStore();
    folder = new WatchedFolder([{ paths: ['*.log'] }], () => store);
    const handle = await open(folder.path);
    const methods = Object.getPrototypeOf(handle);
    await handle.close();
    for (const name of ['read', 'stat'] as const) {
      const real = methods[name];
      vi.spyOn(methods, name).mockImplementation(function (this: unknown, ...args: unknown[]) {
        const file = this as FileHandle; // It is a method of one.
        if (!opened.includes(file)) opened.push(file);
        if (!isBad(file)) return real.apply(file, args);
        failures += 1;
        return Promise.reject(Object.assign(new Error('ESTALE: stale file handle'), { code: 'ESTALE' }));
      });
    }
  });
  afterEach(async () => {
    isBad = () => false;
    failures = 0;
    opened.splice(0);
    vi.restoreAllMocks();
    await folder.remove();
  });

  /** All descriptors that are open now fail from now on, for ever. */
  function goStale(): void {
    const stale = new Set(opened);
    isBad = (handle) => stale.has(handle);
  }

  async function looks(count: number): Promise<string[]> {
    const texts: string[] = [];
    for (let look = 0; look < count; look += 1) {
      folder.clock.pass(11_000);
      texts.push(...(await folder.texts()));
    }
    return texts;
  }

  test('is opened anew, under the name that it has by now', async () => {
    folder.append('a.log', 'one\n');
    folder.start();
    await folder.texts();
    folder.append('a.log', 'two\n');
    await folder.texts();
    goStale();
    folder.append('a.log', 'three\n');
    folder.rename('a.log', 'b.log');
    folder.append('a.log', 'four\n');
    expect((await looks(3)).sort()).toEqual(['four\n', 'three\n']);
    expect(folder.told.filter((line) => line.startsWith('fileUnreadable'))).toHaveLength(1);
  });

  test('is opened anew, under a name that no pattern shows', async () => {
    folder.append('a.log', 'one\n');
    folder.start();
    await folder.texts();
    goStale();
    folder.append('a.log', 'two\n');
    folder.rename('a.log', 'a.log.1');
    expect(await looks(3)).toEqual(['two\n']);
  });

  test('is kept where the file has no name: its disk may read it again', async () => {
    folder.append('a.log', 'one\n');
    folder.start();
    await folder.readOpen();
    folder.append('a.log', 'two\n');
    goStale();
    rmSync(folder.at('a.log'));
    expect(await looks(3)).toEqual([]);
    isBad = () => false;
    expect(await looks(6)).toEqual(['two\n']);
  });

  test('is tried ever less often, and told once', async () => {
    folder.append('a.log', 'one\n');
    folder.start();
    await folder.texts();
    isBad = () => true;
    folder.append('a.log', 'two\n');
    await looks(30);
    expect(failures).toBeLessThan(120);
    expect(folder.told.filter((line) => line.startsWith('fileUnreadable'))).toHaveLength(1);
    expect(folder.looks.at(-1)).toMatchObject({
      files: [{ sizeBytes: 8, offset: 4 }],
      unreadable: [folder.at('a.log')],
    });
    isBad = () => false;
    expect(await looks(6)).toEqual(['two\n']);
  });
});
