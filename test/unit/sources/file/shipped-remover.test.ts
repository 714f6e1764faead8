import { existsSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryPositionStore } from '../../../fakes/memory-position-store.ts';
import { WatchedFolder } from '../../../fakes/watched-folder.ts';

/** What the disk says when the file of this name is to be deleted; and what happens just before. */
const disk = vi.hoisted(() => ({ refuses: new Map<string, string>(), before: () => {}, tried: 0 }));

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>();
  const unlinkSync = (path: string) => {
    disk.tried += 1;
    const code = [...disk.refuses].find(([name]) => path.endsWith(name))?.[1];
    if (code !== undefined) throw Object.assign(new Error(`${code}: unlink`), { code });
    real.unlinkSync(path);
  };
  const lstatSync = (path: string, options: { bigint: true }) => {
    disk.before();
    return real.lstatSync(path, options);
  };
  return { ...real, unlinkSync, lstatSync };
});

describe('files whose every byte is acknowledged', () => {
  let folder: WatchedFolder;
  beforeEach(() => {
    const store = new MemoryPositionStore();
    folder = new WatchedFolder([{ paths: ['*.log'], deleteAfterAcknowledged: true }], () => store);
    folder.clock.pass(Date.now());
    Object.assign(disk, { before: () => {}, tried: 0 });
  });
  afterEach(async () => {
    disk.refuses.clear();
    await folder.remove();
  });

  /** As one that nothing was written to for two hours. */
  function old(name: string, text: string): void {
    folder.append(name, text);
    const time = new Date(folder.clock.nowMs() - 7_200_000);
    utimesSync(folder.at(name), time, time);
  }

  async function looks(count: number, everyMs: number): Promise<void> {
    for (let look = 0; look < count; look += 1) {
      folder.clock.pass(everyMs);
      await folder.read();
    }
  }

  test.each(['EPERM', 'EROFS', 'EACCES', 'EBUSY'])(
    '%s is told once, the others are deleted',
    async (code) => {
      disk.refuses.set('a.log', code);
      old('a.log', 'a\n');
      old('b.log', 'b\n');
      folder.start();
      await looks(8, 61_000);
      expect(folder.told.filter((line) => /delet/i.test(line)).sort()).toEqual([
        'fileDeleted b.log',
        'fileUndeletable a.log',
      ]);
      folder.append('a.log', 'more\n');
      expect(await folder.texts()).toEqual(['more\n']);
    },
  );

  test('a refused one is tried again ever less often, and deleted when that is allowed', async () => {
    disk.refuses.set('a.log', 'EPERM');
    old('a.log', 'a\n');
    folder.start();
    await looks(60, 61_000);
    expect(disk.tried).toBeGreaterThan(3);
    expect(disk.tried).toBeLessThan(8);
    disk.refuses.clear();
    await looks(2, 3_700_000);
    expect(existsSync(folder.at('a.log'))).toBe(false);
  });

  test('one that is gone in the meantime is no trouble', async () => {
    disk.refuses.set('a.log', 'ENOENT');
    old('a.log', 'a\n');
    folder.start();
    await looks(3, 61_000);
    expect(folder.told.join()).not.toContain('fileUndeletable');
  });

  test('a name that another file took in the meantime is left', async () => {
    old('a.log', 'a\n');
    disk.before = () => {
      disk.before = () => {};
      renameSync(folder.at('a.log'), folder.at('moved'));
      writeFileSync(folder.at('a.log'), 'another\n');
    };
    folder.start();
    const texts = await folder.texts();
    folder.clock.pass(61_000);
    texts.push(...(await folder.texts()), ...(await folder.texts()));
    expect(existsSync(folder.at('a.log'))).toBe(true);
    expect(texts).toEqual(['a\n', 'another\n']);
  });

  test('a link is left, and what it leads to', async () => {
    old('kept/target', 'a\n');
    symlinkSync(folder.at('kept/target'), folder.at('link.log'));
    folder.start();
    await looks(3, 61_000);
    expect([existsSync(folder.at('link.log')), existsSync(folder.at('kept/target'))]).toEqual([true, true]);
  });
});
