import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { onEachStore, quietMs } from './on-each-store.ts';

onEachStore((watch) => {
  describe('new lines', () => {
    test('are read once, with their offsets', async () => {
      const folder = watch('*.log');
      folder.append('a.log', 'one\ntwo\n');
      folder.start();
      const lines = await folder.read();
      expect(lines.map(({ text, offset, position }) => [text, offset, position])).toEqual([
        ['one\n', 0, 4],
        ['two\n', 4, 8],
      ]);
      folder.append('a.log', 'three\n');
      expect(await folder.texts()).toEqual(['three\n']);
      expect(await folder.texts()).toEqual([]);
    });

    test('wait for their newline', async () => {
      const folder = watch('*.log');
      folder.start();
      folder.append('a.log', 'one\ntw');
      expect(await folder.texts()).toEqual(['one\n']);
      folder.clock.pass(quietMs);
      expect(await folder.texts()).toEqual([]);
      folder.append('a.log', 'o\n');
      expect(await folder.texts()).toEqual(['two\n']);
    });

    test('of several files and inputs, of files that come later, of empty ones', async () => {
      const folder = watch('*.log', 'sub/**/*.txt');
      folder.append('a.log', 'a\n');
      folder.append('b.log', '');
      folder.append('c.txt', 'in no input\n');
      folder.start();
      expect(await folder.texts()).toEqual(['a\n']);
      folder.append('sub/deep/er/d.txt', 'd\n');
      folder.append('sub/e.txt', 'e\n');
      folder.append('b.log', 'b\n');
      expect((await folder.texts()).toSorted()).toEqual(['b\n', 'd\n', 'e\n']);
    });
  });

  describe('rotation by renaming', () => {
    test('in the middle: the old file is read to its end, then the new one', async () => {
      const folder = watch('a.log');
      folder.start();
      folder.append('a.log', 'one\n');
      expect(await folder.texts()).toEqual(['one\n']);
      folder.append('a.log', 'two\n');
      folder.rename('a.log', 'a.log.1');
      folder.append('a.log', 'four\n');
      folder.append('a.log.1', 'three\n'); // The writer has it open still.
      expect(await folder.texts()).toEqual(['two\n', 'three\n', 'four\n']);
      expect(folder.told).toContain('fileRotated a.log');
    });

    test('to a name that the pattern matches too: nothing is read again', async () => {
      const folder = watch('a.log*');
      folder.start();
      folder.append('a.log', 'one\n');
      await folder.read();
      folder.rename('a.log', 'a.log.1');
      folder.append('a.log', 'two\n');
      expect(await folder.texts()).toEqual(['two\n']);
      await folder.restart();
      expect(await folder.texts()).toEqual([]);
    });

    test('to a name that the pattern matches too: half a line at its end comes after the quiet time', async () => {
      const folder = watch('a.log*');
      folder.start();
      folder.append('a.log', 'half');
      await folder.read();
      folder.rename('a.log', 'a.log.1');
      await folder.read();
      await folder.read();
      expect(folder.told.filter((line) => line.startsWith('fileRotated'))).toEqual(['fileRotated a.log']);
      folder.clock.pass(quietMs);
      expect(await folder.texts()).toEqual(['half']);
    });

    test('of a file that ends without a newline: its last line comes after the quiet time', async () => {
      const folder = watch('a.log');
      folder.start();
      folder.append('a.log', 'only');
      expect(await folder.texts()).toEqual([]);
      folder.rename('a.log', 'a.log.1');
      expect(await folder.texts()).toEqual([]);
      folder.clock.pass(quietMs);
      expect(await folder.read()).toMatchObject([{ text: 'only', offset: 0, position: 4 }]);
      folder.clock.pass(quietMs);
      expect(await folder.texts()).toEqual([]);
    });

    test('and back is none: half a line goes on to wait', async () => {
      const folder = watch('a.log');
      folder.start();
      folder.append('a.log', 'hal');
      await folder.read();
      folder.rename('a.log', 'b');
      await folder.read();
      folder.rename('b', 'a.log');
      await folder.read();
      folder.clock.pass(quietMs);
      expect(await folder.texts()).toEqual([]);
      folder.append('a.log', 'f\n');
      expect(await folder.texts()).toEqual(['half\n']);
    });

    test('and deletion: what was written is read, then the file is forgotten', async () => {
      const folder = watch('a.log');
      folder.start();
      folder.append('a.log', 'one\n');
      await folder.read();
      folder.append('a.log', 'two\n');
      rmSync(folder.at('a.log'));
      expect(await folder.texts()).toEqual(['two\n']);
      folder.clock.pass(quietMs);
      await folder.giveUpGone();
      expect(folder.store.files()).toEqual([]);
    });

    test('a rotated file that grows after its quiet time is read on, and forgotten without a word once gone', async () => {
      const folder = watch('a.log');
      folder.start();
      folder.append('a.log', 'one\n');
      await folder.read();
      folder.rename('a.log', 'a.log.1');
      await folder.read();
      folder.clock.pass(quietMs);
      await folder.read();
      folder.append('a.log.1', 'late\n');
      expect(await folder.texts()).toEqual(['late\n']);
      folder.rename('a.log.1', 'a.log.2');
      folder.clock.pass(quietMs);
      await folder.read();
      folder.append('a.log.2', 'later\n');
      expect(await folder.texts()).toEqual(['later\n']);
      folder.clock.pass(quietMs);
      await folder.read();
      rmSync(folder.at('a.log.2'));
      await folder.giveUpGone();
      expect(folder.store.files()).toEqual([]);
      expect(folder.told.filter((line) => line.startsWith('fileGone'))).toEqual([]);
    });
  });

  describe('copy and truncate', () => {
    test('is a new life of the file', async () => {
      const folder = watch('a.log');
      folder.start();
      folder.append('a.log', 'one\ntwo\n');
      await folder.read();
      folder.copyAndTruncate('a.log', 'a.log.1');
      expect(await folder.texts()).toEqual([]);
      folder.append('a.log', 'three\n');
      expect(await folder.read()).toMatchObject([{ text: 'three\n', offset: 0, generation: 'life-2' }]);
      expect(folder.told).toContain('fileTruncated a.log 8');
      await folder.giveUpGone();
      expect(folder.store.files().map(({ path, generation }) => [generation, folder.nameOf(path)])).toEqual([
        ['life-1', 'a.log.1'],
        ['life-2', 'a.log'],
      ]);
    });

    test('while the source is down is one too', async () => {
      const folder = watch('a.log');
      folder.append('a.log', 'one\ntwo\n');
      folder.start();
      await folder.read();
      await folder.stop();
      folder.copyAndTruncate('a.log', 'a.log.1');
      folder.append('a.log', 'three and more than before\n');
      folder.start();
      expect(await folder.read()).toMatchObject([
        { text: 'three and more than before\n', generation: 'life-2' },
      ]);
    });
  });

  test('a clock that is set back holds up nothing', async () => {
    const folder = watch({ paths: ['*.log'], discoverDelayMs: 1_000 });
    folder.start();
    await folder.read();
    folder.clock.pass(-3_600_000);
    folder.append('a.log', 'one\n');
    expect(await folder.texts()).toEqual(['one\n']);
  });
});
