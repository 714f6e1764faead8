import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MemoryPositionStore } from '../../../fakes/memory-position-store.ts';
import { WatchedFolder } from '../../../fakes/watched-folder.ts';
import { onEachStore } from './on-each-store.ts';

/** As Kubernetes has it: links in one folder, rotation in another one. */
function linkTo(folder: WatchedFolder, target = 'pods/0.log'): void {
  mkdirSync(folder.at('links'), { recursive: true });
  rmSync(folder.at('links/c.log'), { force: true });
  symlinkSync(folder.at(target), folder.at('links/c.log'));
}

onEachStore((watch) => {
  describe('a file behind a link', () => {
    test.each<[string, (folder: WatchedFolder) => void]>([
      ['renamed', (folder) => folder.rename('pods/0.log', 'pods/0.log.20260101')],
      [
        'compressed',
        (folder) => {
          folder.append('pods/0.log.20260101.gz', gzipSync('one\ntwo\n'));
          rmSync(folder.at('pods/0.log'));
        },
      ],
      ['copied and truncated', (folder) => folder.copyAndTruncate('pods/0.log', 'pods/0.log.1')],
    ])('%s while the source was down is read to its end', async (_how, rotate) => {
      const folder = watch('links/*.log');
      folder.append('pods/0.log', 'one\n');
      linkTo(folder);
      folder.start();
      expect(await folder.read()).toMatchObject([{ path: 'links/c.log' }]);
      await folder.stop();
      folder.append('pods/0.log', 'two\n');
      rotate(folder);
      folder.append('pods/0.log', 'three\n');
      folder.start();
      const texts = [...(await folder.texts()), ...(await folder.texts()), ...(await folder.texts())];
      expect(texts.toSorted()).toEqual(['three\n', 'two\n']);
    });

    test('renamed between two looks, after it was closed, is read to its end', async () => {
      const folder = watch('links/*.log');
      folder.append('pods/0.log', 'one\n');
      linkTo(folder);
      folder.start();
      await folder.texts();
      folder.clock.pass(6_000);
      await folder.texts();
      expect(folder.openCount).toBe(0);
      folder.append('pods/0.log', 'two\n');
      folder.rename('pods/0.log', 'pods/0.log.20260101');
      folder.append('pods/0.log', 'three\n');
      expect(await folder.texts()).toEqual(['two\n', 'three\n']);
    });

    test('is looked for where it was when the folder that leads there is another one now', async () => {
      const folder = watch('current/*.log');
      folder.append('release-1/a.log', 'one\n');
      symlinkSync('release-1', folder.at('current'));
      folder.start();
      await folder.texts();
      await folder.stop();
      folder.append('release-1/a.log', 'two\n');
      folder.append('release-2/a.log', 'three\n');
      unlinkSync(folder.at('current'));
      symlinkSync('release-2', folder.at('current'));
      folder.start();
      expect(await folder.texts()).toEqual(['two\n', 'three\n']);
    });

    test.skipIf(!existsSync('/dev/shm'))('on another device is given up once it is gone', async () => {
      const other = mkdtempSync('/dev/shm/watched-');
      const folder = watch('links/*.log');
      const targets = [1, 2, 3, 4].map((number) => join(other, `${number}.log`));
      mkdirSync(folder.at('links'));
      const texts: string[] = [];
      for (const target of targets) {
        writeFileSync(target, `${target}\n`);
        rmSync(folder.at('links/c.log'), { force: true });
        symlinkSync(target, folder.at('links/c.log'));
        if (folder.isRunning) await folder.stop();
        folder.start();
        texts.push(...(await folder.texts()));
      }
      expect(texts).toEqual(targets.map((target) => `${target}\n`));
      for (const target of targets.slice(0, 3)) rmSync(target);
      await folder.giveUpGone();
      expect(folder.store.files()).toHaveLength(1);
      rmSync(other, { recursive: true });
    });
  });
});

test('events tell of a file behind a link long before the next full look', async () => {
  const store = new MemoryPositionStore();
  const input = { paths: ['links/*.log'], discoverDelayMs: 3_600_000, pollDelayMs: 100 };
  const folder = new WatchedFolder([input], () => store, { watchesFolders: true });
  folder.append('pods/0.log', 'one\n');
  linkTo(folder);
  folder.start();
  await folder.read();
  folder.clock.pass(6_000);
  await folder.read();
  expect(folder.openCount).toBe(0);
  folder.append('pods/0.log', 'two\n');
  const texts: string[] = [];
  for (let round = 0; texts.length === 0 && round < 100; round += 1) {
    await setTimeout(20); // The events come in real time.
    texts.push(...(await folder.texts()));
  }
  expect(texts).toEqual(['two\n']);
  expect(folder.told.filter((line) => line.startsWith('fileRotated'))).toEqual([]);
  await folder.remove();
});
