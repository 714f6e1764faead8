import { linkSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { WatchedFolder } from '../../../fakes/watched-folder.ts';
import { onEachStore, quietMs } from './on-each-store.ts';

onEachStore((watch) => {
  describe('a restart', () => {
    test('goes on at the committed position', async () => {
      const folder = watch('*.log');
      folder.append('a.log', 'one\ntwo\nthree\n');
      folder.start();
      const lines = await folder.readOpen();
      folder.commit(lines.slice(0, 1));
      await folder.restart();
      const again = await folder.read();
      expect(again).toEqual(lines.slice(1));
      await folder.restart();
      expect(await folder.texts()).toEqual([]);
      folder.append('a.log', 'four\n');
      expect(await folder.read()).toMatchObject([{ text: 'four\n', offset: 14, generation: 'life-1' }]);
    });

    test('finds a file that was renamed out of the pattern meanwhile, and reads it to its end', async () => {
      const folder = watch('a.log');
      folder.append('a.log', 'one\n');
      folder.start();
      expect(await folder.texts()).toEqual(['one\n']);
      await folder.stop();
      folder.append('a.log', 'two\n');
      folder.rename('a.log', 'a.log.1');
      folder.append('a.log', 'three\n');
      folder.start();
      expect(await folder.read()).toMatchObject([
        { text: 'two\n', generation: 'life-1' },
        { text: 'three\n', generation: 'life-2' },
      ]);
    });

    test('reads on in a file that was renamed away before it was ever opened again', async () => {
      const folder = watch('a.log');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      await folder.restart();
      await folder.read(); // Known to its end, so it is not held open.
      folder.append('a.log', 'two\n');
      folder.rename('a.log', 'a.log.1');
      expect(await folder.texts()).toEqual(['two\n']);
    });

    test('reads what is written late to a file that was renamed out of the pattern before', async () => {
      const folder = watch('a.log');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      await folder.stop();
      folder.rename('a.log', 'a.log.1');
      folder.start();
      for (let look = 0; look < 4; look += 1) {
        await folder.read();
        folder.clock.pass(quietMs);
      }
      folder.append('a.log.1', 'two\n');
      expect(await folder.texts()).toEqual(['two\n']);
    });

    test('tells of a file that is gone and forgets it', async () => {
      const folder = watch('a.log');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      await folder.stop();
      rmSync(folder.at('a.log'));
      folder.start();
      await folder.read();
      await folder.giveUpGone();
      expect(folder.told).toContain('fileGone a.log 4 0');
      expect(folder.store.files()).toEqual([]);
    });

    test('forgets the files of a folder that was removed', async () => {
      const folder = watch('*/*.log');
      folder.append('pod/a.log', 'one\n');
      folder.start();
      await folder.read();
      await folder.restart();
      rmSync(folder.at('pod'), { recursive: true });
      await folder.read();
      await folder.giveUpGone();
      expect(folder.store.files()).toEqual([]);
    });

    test('does not take a foreign file for a known one that had its inode', async () => {
      const folder = watch('a.log');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      await folder.stop();
      rmSync(folder.at('a.log'));
      // Which inode a file system gives is its own choice: the same one is made sure of by what is known.
      folder.append('private.txt', 'nobody asked for this\n');
      folder.start();
      giveInode(folder, 'private.txt');
      await folder.restart();
      expect(await folder.texts()).toEqual([]);
      await folder.giveUpGone();
      expect(folder.store.files()).toEqual([]);
    });

    test('reads a file that was made anew in the same inode, even where it is as long', async () => {
      const folder = watch('*.log');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      await folder.stop();
      truncateSync(folder.at('a.log'));
      folder.append('a.log', 'two\n');
      folder.start();
      expect(await folder.read()).toMatchObject([{ text: 'two\n', offset: 0, generation: 'life-2' }]);
      expect(folder.told).toContain('fileTruncated a.log 4');
      await folder.giveUpGone();
      expect(folder.store.files()).toHaveLength(1);
    });

    test('with another order of the inputs reads on, by the input that finds the file now', async () => {
      const folder = watch('a.log');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      await folder.restart([{ paths: ['b.log'] }, { paths: ['a.log'] }]);
      folder.append('a.log', 'two\n');
      expect(await folder.texts()).toEqual(['two\n']);
      expect(folder.store.files()).toMatchObject([{ input: 1 }]);
    });

    /** Makes the store believe that the one file it knows has this file's inode. */
    function giveInode(folder: WatchedFolder, name: string): void {
      const [known] = folder.store.files();
      if (known === undefined) throw new Error('no file is known');
      folder.store.forget([known.generation]);
      folder.store.add([{ ...known, inode: String(folder.inode(name)) }]);
    }
  });

  describe('one file under two names', () => {
    test.each<[string, (folder: WatchedFolder) => void]>([
      ['a symbolic link', (folder) => symlinkSync(folder.at('a.log'), folder.at('current.log'))],
      ['a hard link', (folder) => linkSync(folder.at('a.log'), folder.at('current.log'))],
    ])('%s: is read once', async (_name, link) => {
      const folder = watch('a.log', 'current*');
      folder.append('a.log', 'one\n');
      link(folder);
      folder.start();
      expect(await folder.texts()).toEqual(['one\n']);
      folder.append('a.log', 'two\n');
      expect(await folder.texts()).toEqual(['two\n']);
      expect(folder.told).toEqual(['fileOpened a.log 0']);
    });

    test('a link that is set to the next file', async () => {
      const folder = watch('current.log');
      folder.append('1.txt', 'one\n');
      symlinkSync('1.txt', folder.at('current.log'));
      folder.start();
      await folder.read();
      folder.append('1.txt', 'two\n');
      folder.append('2.txt', 'three\n');
      rmSync(folder.at('current.log'));
      symlinkSync('2.txt', folder.at('current.log'));
      expect(await folder.texts()).toEqual(['two\n', 'three\n']);
    });
  });

  test('the life of a file is in the store before its first line is handed out', async () => {
    const folder = watch('*.log');
    folder.append('a.log', 'one\ntwo\n');
    folder.start();
    const [line] = await folder.readOpen(1);
    expect(folder.store.files()).toMatchObject([{ generation: line?.generation, offset: 0 }]);
  });

  test('the fingerprint grows with the head of the file', async () => {
    const folder = watch('*.log');
    folder.append('a.log', 'one\n');
    folder.start();
    await folder.read();
    folder.append('a.log', 'x'.repeat(5_000));
    await folder.read();
    expect(folder.store.files()[0]?.head.length).toBe(1_024);
    writeFileSync(folder.at('a.log'), `two\n${'x'.repeat(5_000)}`);
    await folder.restart();
    expect(await folder.texts()).toContain('two\n');
  });
});
