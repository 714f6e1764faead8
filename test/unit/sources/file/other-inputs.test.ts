import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { onEachStore, quietMs } from './on-each-store.ts';

onEachStore((watch) => {
  describe('other inputs, in the same process', () => {
    test('a deleted file that is open is read to its end', async () => {
      const folder = watch('a.log');
      folder.start();
      folder.append('a.log', 'one\n');
      await folder.read();
      folder.append('a.log', 'two\nthree\n');
      rmSync(folder.at('a.log'));
      folder.reload([{ paths: ['a.log', 'b.log'] }]);
      expect(await folder.read()).toMatchObject([
        { text: 'two\n', generation: 'life-1', offset: 4 },
        { text: 'three\n', generation: 'life-1', offset: 8 },
      ]);
      folder.clock.pass(quietMs);
      await folder.texts();
      expect(folder.openCount).toBe(0);
    });

    test('what was read of it and not acknowledged is read again, though it was idle for long', async () => {
      const folder = watch('a.log');
      folder.append('a.log', 'one\ntwo\n');
      folder.start();
      folder.commit((await folder.readOpen()).slice(0, 1));
      folder.clock.pass(quietMs);
      await folder.readOpen();
      rmSync(folder.at('a.log'));
      folder.reload([{ paths: ['b.log'] }]);
      expect(await folder.read()).toMatchObject([{ text: 'two\n', generation: 'life-1', offset: 4 }]);
    });

    test('so is one that was rotated away, where no pattern shows it any more', async () => {
      const folder = watch('a.log*');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      folder.rename('a.log', 'a.log.1');
      await folder.read();
      folder.append('a.log.1', 'two\n');
      folder.append('a.log', 'three\n');
      folder.reload([{ paths: ['a.log'] }]);
      expect((await folder.texts()).toSorted()).toEqual(['three\n', 'two\n']);
    });

    test('the place of a deleted file may be taken by others', async () => {
      const folder = watch('*.log');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      folder.append('a.log', 'two\n');
      rmSync(folder.at('a.log'));
      folder.append('a.log', 'new\n');
      for (const paths of [['a.log'], ['a.log', 'b.log'], ['b.log', '*.log']]) folder.reload([{ paths }]);
      expect((await folder.texts()).toSorted()).toEqual(['new\n', 'two\n']);
    });

    test('a file that stands where it stood and is shown by none is left out, until it is shown again', async () => {
      const folder = watch('a.log', 'b.log');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      folder.append('a.log', 'two\n');
      folder.reload([{ paths: ['b.log'] }]);
      expect(await folder.texts()).toEqual([]);
      await folder.restart();
      folder.append('a.log', 'three\n');
      expect(await folder.texts()).toEqual([]);
      expect(folder.openCount).toBe(0);
      expect(folder.told).toContain('fileSkipped a.log no input shows it any more');
      folder.reload([{ paths: ['b.log'] }, { paths: ['a.log'] }]);
      expect(await folder.texts()).toEqual(['two\n', 'three\n']);
    });
  });

  test('what a deleted file still holds at the end of all reading is told with its bytes', async () => {
    const folder = watch('a.log');
    folder.append('a.log', 'one\ntwo\n');
    folder.start();
    folder.commit((await folder.readOpen()).slice(0, 1));
    rmSync(folder.at('a.log'));
    await folder.stop();
    expect(folder.told).toContain('fileAbandoned a.log 4');
  });
});
