import { appendFileSync, copyFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { WatchedFolder } from '../../../fakes/watched-folder.ts';
import { onEachStore } from './on-each-store.ts';

onEachStore((watch) => {
  describe('copy and truncate', () => {
    test('what was written after the last read and before the copy is read in the copy', async () => {
      const folder = watch('a.log*');
      folder.start();
      folder.append('a.log', 'one\n');
      await folder.read();
      folder.append('a.log', 'two\n');
      folder.copyAndTruncate('a.log', 'a.log.1');
      folder.append('a.log', 'three\n');
      expect(await folder.read()).toMatchObject([
        { text: 'two\n', generation: 'life-1', offset: 4, path: 'a.log.1' },
        { text: 'three\n', offset: 0, path: 'a.log' },
      ]);
    });

    test('a copy that no pattern shows is a rotated file after a restart, too', async () => {
      const folder = watch('a.log');
      folder.start();
      folder.append('a.log', 'one\nhalf');
      await folder.read();
      folder.copyAndTruncate('a.log', 'a.log.1');
      await folder.read();
      await folder.restart();
      await folder.read();
      await folder.read();
      folder.clock.pass(61_000);
      expect(await folder.texts()).toEqual(['half']);
    });

    test('so where no pattern shows the copy, and where the source is down', async () => {
      const folder = watch('a.log');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      await folder.stop();
      folder.append('a.log', 'two\n');
      folder.copyAndTruncate('a.log', 'a.log-20260101');
      folder.append('a.log', 'three and more than there was\n');
      folder.start();
      expect((await folder.texts()).toSorted()).toEqual(['three and more than there was\n', 'two\n']);
    });

    test('a copy is not sent while its original stands; told once; the life goes on there once it was cut', async () => {
      const folder = watch('a.log*');
      folder.start();
      folder.append('a.log', 'one\n');
      await folder.read();
      copyFileSync(folder.at('a.log'), folder.at('a.log.1'));
      expect(await folder.texts()).toEqual([]);
      expect(await folder.texts()).toEqual([]);
      expect(folder.told.filter((line) => line.startsWith('fileCopied'))).toEqual([
        'fileCopied a.log.1 a.log',
      ]);
      truncateSync(folder.at('a.log'));
      expect(await folder.texts()).toEqual([]);
      folder.append('a.log', 'two\n');
      expect(await folder.texts()).toEqual(['two\n']);
    });

    test('a copy that goes another way is a log of its own, from its beginning', async () => {
      const folder = watch('a.log*');
      folder.start();
      folder.append('a.log', 'one\n');
      await folder.read();
      copyFileSync(folder.at('a.log'), folder.at('a.log.1'));
      await folder.read();
      folder.append('a.log.1', 'mine\n');
      expect(await folder.texts()).toEqual(['one\n', 'mine\n']);
    });

    test('cut and written anew, longer than before, between two looks: nothing of it is left out', async () => {
      const folder = watch('a.log');
      folder.start();
      folder.append('a.log', 'one\ntwo\n');
      await folder.read();
      writeFileSync(folder.at('a.log'), 'one\nother and longer\n');
      expect(await folder.texts()).toEqual(['one\n', 'other and longer\n']);
    });
  });

  describe('compression', () => {
    test.each([
      ['gzip', gzipSync, 'gz'],
      ['zstd', zstdCompressSync, 'zst'],
    ] as const)('%s: log, log.1, log.2.gz: nothing is sent again', async (_name, how, end) => {
      const folder = watch('a.log*');
      folder.start();
      folder.append('a.log', 'one\ntwo\n');
      await folder.read();
      folder.rename('a.log', 'a.log.1');
      await folder.read();
      folder.append('a.log', 'three\n');
      expect(await folder.texts()).toEqual(['three\n']);
      compress(folder, 'a.log.1', `a.log.2.${end}`, 'one\ntwo\n', how as typeof gzipSync);
      expect([...(await folder.texts()), ...(await folder.texts())]).toEqual([]);
      await folder.restart();
      expect([...(await folder.texts()), ...(await folder.texts())]).toEqual([]);
    });

    test.each<[string, string]>([
      ['that a pattern shows', 'a.log*'],
      ['that no pattern shows', 'a.log'],
    ])('what was not read before is read in the compressed file %s', async (_name, pattern) => {
      const folder = watch(pattern);
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.read();
      await folder.stop();
      const text = `one\n${'two and more\n'.repeat(1_000)}`;
      folder.append('a.log', text.slice(4));
      compress(folder, 'a.log', 'a.log.1.gz', text);
      folder.start();
      const lines = [...(await folder.read()), ...(await folder.read()), ...(await folder.read())];
      expect(lines).toHaveLength(1_000);
      expect(lines[0]).toMatchObject({ offset: 4, generation: 'life-1' });
    });

    test('a compressed file that nobody knows is read from its beginning, and once', async () => {
      const folder = watch('*.gz');
      folder.append('old.log.gz', gzipSync('one\ntwo\n'));
      folder.start();
      expect([...(await folder.texts()), ...(await folder.texts())]).toEqual(['one\n', 'two\n']);
      await folder.restart();
      expect([...(await folder.texts()), ...(await folder.texts())]).toEqual([]);
    });

    test('one that is cut off is read as far as it goes, and read again when it is whole', async () => {
      const folder = watch('*.gz');
      const whole = gzipSync(
        Array.from({ length: 5_000 }, (_, line) => `${line} ${Math.sin(line)}\n`).join(''),
      );
      folder.append('a.gz', whole.subarray(0, 20_000));
      folder.start();
      const first = [...(await folder.read()), ...(await folder.read())];
      expect(first.length).toBeGreaterThan(100);
      appendFileSync(folder.at('a.gz'), whole.subarray(20_000));
      const rest = [...(await folder.read()), ...(await folder.read())];
      expect(first.length + rest.length).toBe(5_000);
    });
  });

  test.each<[string, (folder: WatchedFolder, text: string) => void]>([
    ['renamed', (folder) => folder.rename('a.log', 'a.log-20260101')],
    [
      'renamed twice',
      (folder) => {
        folder.rename('a.log', 'a.log.1');
        folder.rename('a.log.1', 'kept aside');
      },
    ],
    [
      'renamed, then gzip',
      (folder, text) => {
        folder.rename('a.log', 'a.log.1');
        compress(folder, 'a.log.1', 'a.log.2.gz', text);
      },
    ],
    [
      'renamed, then zstd',
      (folder, text) => {
        folder.rename('a.log', 'a-20260101.log');
        compress(folder, 'a-20260101.log', 'a-20260101.log.zst', text, zstdCompressSync as typeof gzipSync);
      },
    ],
  ])(
    '%s while the source was down, to a name that no pattern shows, behind in reading',
    async (_name, rotate) => {
      const folder = watch('a.log');
      const text = Array.from({ length: 600 }, (_, line) => `line ${line}\n`).join('');
      folder.append('a.log', text);
      folder.start();
      folder.commit((await folder.readOpen(1)).slice(0, 10));
      await folder.stop();
      folder.append('a.log', 'last\n');
      rotate(folder, `${text}last\n`);
      folder.append('a.log', 'next\n');
      folder.start();
      const lines = [...(await folder.read()), ...(await folder.read()), ...(await folder.read())];
      const rest = lines.filter(({ generation }) => generation === 'life-1');
      expect([rest.length, rest.at(0)?.offset, rest.at(-1)?.text]).toEqual([591, 70, 'last\n']);
      expect(lines).toHaveLength(592);
    },
  );

  test('one that is nowhere is told soon, once, with the bytes that were unread; and counted at last', async () => {
    const folder = watch('a.log');
    folder.append('a.log', 'one\n'.repeat(1_000));
    folder.start();
    folder.commit(await folder.readOpen(1));
    await folder.stop();
    rmSync(folder.at('a.log'));
    folder.append('a.log', 'another\n');
    folder.start();
    for (let look = 0; look < 4; look += 1) {
      await folder.read();
      folder.clock.pass(20_000);
    }
    const told = () => folder.told.filter((line) => /fileMissed|fileGone/.test(line));
    expect(told()).toEqual(['fileMissed a.log 1024 2976']);
    await folder.giveUpGone();
    expect(told()).toEqual(['fileMissed a.log 1024 2976', 'fileGone a.log 1024 2976']);
  });

  test('several rotations while the source was down, to names that no pattern shows', async () => {
    const folder = watch('a.log');
    folder.append('a.log', 'one\n');
    folder.start();
    await folder.read();
    await folder.stop();
    folder.append('a.log', 'two\n');
    folder.rename('a.log', 'a.log.1');
    folder.rename('a.log.1', 'a.log.2');
    folder.append('a.log', 'never seen: its name is not asked for\n');
    folder.rename('a.log', 'a.log.1');
    folder.append('a.log', 'four\n');
    folder.start();
    expect(await folder.texts()).toEqual(['two\n', 'four\n']);
  });

  test('rotated files are read before the others, the oldest first, and kept open until they are acknowledged', async () => {
    const folder = watch('*.log');
    for (const name of ['late.log', 'early.log']) folder.append(name, 'known\n');
    folder.start();
    await folder.read();
    await folder.stop();
    for (const name of ['late.log', 'early.log']) {
      folder.append(name, `${name}\n`.repeat(600));
      folder.rename(name, `${name}.1`);
      utimesSync(folder.at(`${name}.1`), 100, name === 'early.log' ? 100 : 200);
    }
    folder.append('now.log', 'now\n'.repeat(600));
    folder.start();
    const lines = await folder.readOpen();
    expect([...new Set(lines.map(({ text }) => text))]).toEqual(['early.log\n', 'late.log\n', 'now\n']);
    folder.clock.pass(120_000);
    await folder.readOpen();
    expect(folder.openCount).toBe(3); // Those that are not acknowledged.
    rmSync(folder.at('early.log.1'));
    folder.commit(lines);
    folder.clock.pass(120_000);
    await folder.readOpen();
    expect(folder.openCount).toBe(0);
  });
});

function compress(folder: WatchedFolder, name: string, to: string, text: string, how = gzipSync): void {
  writeFileSync(folder.at(to), how(text));
  rmSync(folder.at(name));
}
