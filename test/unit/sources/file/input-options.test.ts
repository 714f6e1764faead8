import { closeSync, existsSync, openSync, rmSync, truncateSync, utimesSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { WatchedFolder } from '../../../fakes/watched-folder.ts';
import { onEachStore, quietMs } from './on-each-store.ts';

onEachStore((watch) => {
  test('files that were written long ago are left out until they are written again', async () => {
    const folder = watch({ paths: ['*.log'], ignoreOlderThanMs: 60_000 });
    folder.append('a.log', 'old\n');
    utimesSync(folder.at('a.log'), 100, 100);
    folder.start();
    expect(await folder.texts()).toEqual([]);
    utimesSync(folder.at('a.log'), 1_000, 1_000);
    expect(await folder.texts()).toEqual(['old\n']);
  });

  test.each<[string, (folder: WatchedFolder) => void]>([
    ['renamed', (folder) => folder.rename('a.log', 'a.log.1')],
    [
      'compressed',
      (folder) => {
        folder.append('a.log.1.gz', gzipSync('one\ntwo\n'));
        utimesSync(folder.at('a.log.1.gz'), 100, 100);
        rmSync(folder.at('a.log'));
      },
    ],
    ['copied and truncated', (folder) => copyAndTruncateLongAgo(folder)],
  ])('a known file that is %s, and was written long ago, is read to its end', async (_how, rotate) => {
    const folder = watch({ paths: ['a.log*'], ignoreOlderThanMs: 60_000 });
    folder.append('a.log', 'one\n');
    utimesSync(folder.at('a.log'), 1_000, 1_000);
    folder.append('a.log.9', 'never\n');
    utimesSync(folder.at('a.log.9'), 100, 100);
    folder.start();
    expect(await folder.texts()).toEqual(['one\n']);
    await folder.stop();
    folder.append('a.log', 'two\n');
    utimesSync(folder.at('a.log'), 100, 100);
    rotate(folder);
    folder.append('a.log', 'three\n');
    folder.start();
    const texts = [...(await folder.texts()), ...(await folder.texts()), ...(await folder.texts())];
    expect(texts.toSorted()).toEqual(['three\n', 'two\n']);
  });

  test('a file that was left out for its age is read on once it is the copy of a known one', async () => {
    const folder = watch({ paths: ['a.log*'], ignoreOlderThanMs: 60_000 });
    folder.append('a.log.1', 'one\ntwo\n');
    utimesSync(folder.at('a.log.1'), 100, 100);
    folder.append('a.log', 'one\n');
    folder.start();
    expect(await folder.texts()).toEqual(['one\n']);
    truncateSync(folder.at('a.log'));
    expect(await folder.texts()).toEqual(['two\n']);
  });

  test('header lines are left out, after a restart too, and the first line is the one after them', async () => {
    const folder = watch({ paths: ['*.log'], skipHeaderLines: 2 });
    folder.append('a.log', 'name,value\n');
    folder.start();
    expect(await folder.texts()).toEqual([]);
    folder.append('a.log', '----\na,1\n');
    const lines = await folder.readOpen();
    expect(lines).toMatchObject([{ text: 'a,1\n', offset: 16 }]);
    await folder.restart();
    expect(await folder.read()).toEqual(lines);
    await folder.restart();
    folder.append('a.log', 'b,2\n');
    expect(await folder.texts()).toEqual(['b,2\n']);
  });

  test('a header line longer than the limit is left out whole, and is no part of what follows', async () => {
    const folder = watch({ paths: ['*.csv'], skipHeaderLines: 1 });
    folder.append('a.csv', 'column,'.repeat(300));
    folder.start();
    expect(await folder.read()).toEqual([]);
    folder.append('a.csv', 'last\n1,2\n3,4\n');
    expect(await folder.read()).toMatchObject([
      { text: '1,2\n', part: undefined, offset: 2_105, position: 2_109 },
      { text: '3,4\n', part: undefined },
    ]);
  });

  test('a file that holds only its header is wholly shipped', async () => {
    const folder = watch({ paths: ['*.csv'], skipHeaderLines: 2 });
    folder.append('a.csv', 'a,b\n');
    folder.start();
    await folder.read();
    expect(folder.store.files()).toMatchObject([{ offset: 0 }]); // A restart counts its header lines anew.
    folder.append('a.csv', '---\n');
    await folder.read();
    expect(folder.store.files()).toMatchObject([{ offset: 8, window: { offset: 0, length: 8 } }]);
    await folder.restart();
    folder.append('a.csv', '1,2\n');
    expect(await folder.texts()).toEqual(['1,2\n']);
  });

  describe('flushAfterMs', () => {
    test('a last line without newline comes after this time', async () => {
      const folder = watch({ paths: ['*.log'], flushAfterMs: 2_000 });
      folder.append('a.log', 'one\nhalf');
      folder.start();
      expect(await folder.texts()).toEqual(['one\n']);
      folder.clock.pass(2_000);
      expect(await folder.texts()).toEqual(['half']);
      folder.append('a.log', ' of a line\n');
      expect(await folder.texts()).toEqual([' of a line\n']);
    });

    test('what was cut is cut alike when it is read again, by the marker that was journalled', async () => {
      const folder = watch({ paths: ['*.log'], flushAfterMs: 2_000 });
      folder.append('a.log', 'half');
      folder.start();
      await folder.readOpen();
      folder.clock.pass(2_000);
      const first = await folder.readOpen();
      folder.store.mark('life-1', [{ offset: 0, until: 4, timeMs: 1 }]);
      folder.append('a.log', ' of a line\n');
      await folder.restart();
      expect((await folder.readOpen()).slice(0, 1)).toEqual(first);
      await folder.restart();
      expect((await folder.read()).map(({ text }) => text)).toEqual(['half', ' of a line\n']);
    });
  });

  describe('encodings', () => {
    const utf16 = (text: string) => Buffer.from(text, 'utf16le');
    test.each<[string, 'utf-8' | 'utf-16le' | 'utf-16be', Buffer, number[]]>([
      ['UTF-16, little end first', 'utf-16le', utf16('one\nĊਊ\ntw'), [8, 14]],
      ['UTF-16, big end first', 'utf-16be', utf16('one\nĊਊ\ntw').swap16(), [8, 14]],
      ['UTF-16 by its mark', 'utf-8', utf16('\ufeffone\nĊਊ\ntw'), [10, 16]],
    ])('%s: newlines are told from halves of characters', async (_name, encoding, bytes, ends) => {
      const folder = watch({ paths: ['*.log'], encoding });
      folder.append('a.log', bytes);
      folder.start();
      expect((await folder.read()).map(({ position }) => position)).toEqual(ends);
    });
  });

  describe('deleteAfterAcknowledged', () => {
    const input = { paths: ['a.log*'], deleteAfterAcknowledged: true };

    test('a rotated file goes once all of it is acknowledged, and was quiet', async () => {
      const folder = watch(input);
      folder.start();
      folder.append('a.log', 'one\n');
      const lines = await folder.readOpen();
      folder.rename('a.log', 'a.log.1');
      folder.append('a.log', 'two\n');
      await folder.readOpen();
      for (let round = 0; round < 3; round += 1) {
        folder.clock.pass(quietMs);
        await folder.readOpen();
      }
      expect(existsSync(folder.at('a.log.1'))).toBe(true);
      folder.commit(lines);
      for (let round = 0; round < 3; round += 1) {
        folder.clock.pass(quietMs);
        await folder.readOpen();
      }
      expect(existsSync(folder.at('a.log.1'))).toBe(false);
      expect(existsSync(folder.at('a.log'))).toBe(true);
      expect(folder.told).toContain('fileDeleted a.log.1');
    });

    const hourMs = 3_600_000;
    /** As long ago as the folder's clock has it. */
    const writtenAgo = (folder: WatchedFolder, name: string, agoMs: number) => {
      const at = (folder.clock.nowMs() - agoMs) / 1_000;
      utimesSync(folder.at(name), at, at);
    };
    const lookOn = async (folder: WatchedFolder) => {
      for (let round = 0; round < 3; round += 1) {
        folder.clock.pass(6_000);
        await folder.readOpen();
      }
    };

    test.each<[string, text: string, agoMs: number, isCommitted: boolean, isDeleted: boolean]>([
      ['written an hour ago', 'one\n', hourMs, true, true],
      ['written less than an hour ago', 'one\n', hourMs - 60_000, true, false],
      ['not acknowledged', 'one\n', hourMs, false, false],
      ['with half a line at its end', 'one\ntw', hourMs, true, false],
      ['that is empty', '', hourMs, true, false],
    ])('a file under its own name, %s', async (_name, text, agoMs, isCommitted, isDeleted) => {
      const folder = watch(input);
      folder.clock.pass(2 * hourMs);
      folder.append('a.log', text);
      writtenAgo(folder, 'a.log', agoMs);
      folder.start();
      const lines = await folder.readOpen();
      if (isCommitted) folder.commit(lines);
      await lookOn(folder);
      expect(existsSync(folder.at('a.log'))).toBe(!isDeleted);
      expect(folder.told.includes('fileDeleted a.log')).toBe(isDeleted);
    });

    test('so is one that a run before had read; what its writer adds in the minute after is read', async () => {
      const folder = watch(input);
      folder.clock.pass(2 * hourMs);
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      await folder.restart();
      writtenAgo(folder, 'a.log', hourMs);
      const writer = openSync(folder.at('a.log'), 'a');
      await lookOn(folder);
      expect(folder.told).toContain('fileDeleted a.log');
      writeSync(writer, 'two\n');
      closeSync(writer);
      folder.append('a.log', 'anew\n');
      const lines = await folder.read();
      expect(lines).toMatchObject([
        { text: 'two\n', generation: 'life-1', offset: 4 },
        { text: 'anew\n', generation: 'life-2', offset: 0 },
      ]);
    });
  });
});

function copyAndTruncateLongAgo(folder: WatchedFolder): void {
  folder.copyAndTruncate('a.log', 'a.log.1');
  utimesSync(folder.at('a.log.1'), 100, 100);
}
