import { chmodSync, rmSync, utimesSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { InputUnderTest, WatchedFolder } from '../../../fakes/watched-folder.ts';
import { onEachStore, quietMs } from './on-each-store.ts';

const history = Array.from({ length: 500 }, (_, line) => `line ${line}\n`).join('');

/** To root, every file is readable. */
const isRoot = process.getuid?.() === 0;

async function textsOfLooks(folder: WatchedFolder): Promise<string[]> {
  const texts: string[] = [];
  for (let look = 0; look < 4; look += 1) texts.push(...(await folder.texts()));
  return texts;
}

onEachStore((watch) => {
  describe('startAt', () => {
    test('a time: files that were written before it are skipped to their end', async () => {
      const folder = watch({ paths: ['*.log'], startAt: 500_000 });
      folder.append('old.log', 'old\n');
      folder.append('new.log', 'new\n');
      utimesSync(folder.at('old.log'), 100, 100);
      folder.start();
      expect(await folder.texts()).toEqual(['new\n']);
      folder.append('old.log', 'more\n');
      expect(await folder.texts()).toEqual(['more\n']);
    });

    test('end, with files that hold nothing yet: what comes is read', async () => {
      const folder = watch({ paths: ['*.log'], startAt: 'end' });
      folder.start();
      await folder.read();
      await folder.stop();
      folder.append('a.log', 'one\n');
      folder.start();
      expect(await folder.texts()).toEqual(['one\n']);
    });
  });

  describe('startAt: end', () => {
    const input: InputUnderTest = { paths: ['*.log'], startAt: 'end' };

    test('leaves out what was there, and nothing of files that come later', async () => {
      const folder = watch(input);
      folder.append('a.log', 'old\n');
      folder.start();
      expect(await folder.texts()).toEqual([]);
      folder.append('a.log', 'new\n');
      folder.append('b.log', 'from the beginning\n');
      expect((await folder.texts()).toSorted()).toEqual(['from the beginning\n', 'new\n']);
    });

    test('leaves out nothing that came while the source was down', async () => {
      const folder = watch(input);
      folder.append('a.log', 'old\n');
      folder.start();
      await folder.read();
      await folder.stop();
      folder.append('a.log', 'two\n');
      folder.rename('a.log', 'a.log.1');
      folder.append('a.log', 'three\n');
      folder.append('b.log', 'four\n');
      folder.start();
      expect((await folder.texts()).toSorted()).toEqual(['four\n', 'three\n', 'two\n']);
    });

    test('holds for an input that is added later', async () => {
      const folder = watch(input);
      folder.append('a.log', 'old\n');
      folder.append('a.txt', 'old\n');
      folder.start();
      await folder.read();
      await folder.restart([input, { paths: ['*.txt'], startAt: 'end' }]);
      expect(await folder.texts()).toEqual([]);
      folder.append('a.txt', 'new\n');
      expect(await folder.texts()).toEqual(['new\n']);
    });
  });

  describe('compressed files that were there before', () => {
    test.each<[string, InputUnderTest['startAt'], number]>([
      ['at the end', 'end', 2_000],
      ['at a time after they were written', 1_000_000, 900],
    ])('are left out, with startAt %s', async (_what, startAt, writtenS) => {
      const folder = watch({ paths: ['a.log*'], ...(startAt !== undefined && { startAt }) });
      folder.append('a.log', 'plain\n');
      folder.append('a.log.2.gz', gzipSync(`2\n${history}`));
      folder.append('a.log.3.zst', zstdCompressSync(`3\n${history}`));
      folder.append('a.log.4', gzipSync(`4\n${history}`));
      for (const name of ['a.log', 'a.log.2.gz', 'a.log.3.zst', 'a.log.4'])
        utimesSync(folder.at(name), writtenS, writtenS);
      folder.start();
      expect(await textsOfLooks(folder)).toEqual([]);
      folder.rename('a.log.2.gz', 'a.log.5.gz');
      expect(await textsOfLooks(folder)).toEqual([]);
      await folder.restart();
      folder.rename('a.log.5.gz', 'a.log.6.gz');
      folder.append('a.log', 'more\n');
      expect(await textsOfLooks(folder)).toEqual(['more\n']);
      for (const name of ['a.log.3.zst', 'a.log.4', 'a.log.6.gz']) rmSync(folder.at(name));
      await folder.giveUpGone();
      expect(folder.store.files()).toHaveLength(1);
      expect(folder.told.filter((line) => /fileGone|fileMissed/.test(line))).toEqual([]);
    });

    test('are read where they were written after the time', async () => {
      const folder = watch({ paths: ['a.log*'], startAt: 1_000_000 });
      folder.append('a.log.2.gz', gzipSync(history));
      utimesSync(folder.at('a.log.2.gz'), 2_000, 2_000);
      folder.start();
      expect(await textsOfLooks(folder)).toHaveLength(500);
    });

    test('are left out though one is still written at the first look', async () => {
      const folder = watch({ paths: ['a.log*'], startAt: 'end' }, 'b.log');
      const bytes = gzipSync(history);
      folder.append('a.log.1.gz', bytes.subarray(0, 500));
      folder.append('b.log', 'one\n');
      folder.start();
      await folder.readOpen(1);
      folder.append('a.log.1.gz', bytes.subarray(500));
      expect(await textsOfLooks(folder)).toEqual([]);
      expect(folder.store.files()).toMatchObject([{ skippedBytes: bytes.length }, { offset: 0 }]);
    });

    test('do not hide what comes later in their place, be it that it begins alike', async () => {
      const folder = watch({ paths: ['a.log*'], startAt: 'end' });
      folder.append('a.log.1.gz', gzipSync(history));
      folder.start();
      await textsOfLooks(folder);
      rmSync(folder.at('a.log.1.gz'));
      folder.append('a.log.1.gz', gzipSync(`${history}more\n`));
      expect(await textsOfLooks(folder)).toHaveLength(501);
      expect(folder.store.files()).toHaveLength(1);
    });
  });

  test.skipIf(isRoot)(
    'a file that cannot be read at the first look is read from where it ended then',
    async () => {
      const folder = watch({ paths: ['*.log'], startAt: 'end' });
      folder.append('a.log', 'old\n');
      chmodSync(folder.at('a.log'), 0o200);
      folder.start();
      expect(await textsOfLooks(folder)).toEqual([]);
      folder.append('a.log', 'new\n');
      await folder.restart();
      chmodSync(folder.at('a.log'), 0o600);
      folder.clock.pass(quietMs);
      expect(await textsOfLooks(folder)).toEqual(['new\n']);
    },
  );
});
