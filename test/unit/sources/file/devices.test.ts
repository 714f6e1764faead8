import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { WatchedFolder } from '../../../fakes/watched-folder.ts';
import { onEachStore } from './on-each-store.ts';

const text = Array.from({ length: 500 }, (_, line) => `line ${line}\n`).join('');

/** Makes the store believe that the files were on another device, as after a start of the machine. */
function changeDevice(folder: WatchedFolder, inode?: string): void {
  const files = folder.store.files();
  folder.store.forget(files.map(({ generation }) => generation));
  const renumbered = { device: '999999', ...(inode !== undefined && { inode }) };
  folder.store.add(files.map((file) => ({ ...file, ...renumbered })));
}

async function textsOfLooks(folder: WatchedFolder): Promise<string[]> {
  const texts: string[] = [];
  for (let look = 0; look < 4; look += 1) texts.push(...(await folder.texts()));
  return texts;
}

onEachStore((watch) => {
  describe('the number of a device is another one after a restart', () => {
    test.each<[string, string, string | undefined]>([
      ['a short file', 'one\n', undefined],
      ['a long file', text, undefined],
      ['a long file in another inode', text, '999999'],
    ])('%s is read on', async (_what, content, inode) => {
      const folder = watch('*.log*');
      folder.append('a.log', content);
      folder.start();
      await folder.texts();
      changeDevice(folder, inode);
      await folder.restart();
      expect(await textsOfLooks(folder)).toEqual([]);
      folder.append('a.log', 'more\n');
      expect(await textsOfLooks(folder)).toEqual(['more\n']);
      await folder.giveUpGone();
      expect(folder.store.files()).toHaveLength(1);
      expect(folder.told.filter((line) => line.startsWith('fileRotated'))).toEqual([]);
    });

    test('one that was renamed meanwhile, too, and its successor is read', async () => {
      const folder = watch('*.log*');
      folder.append('a.log', 'one\n');
      folder.start();
      await folder.texts();
      changeDevice(folder);
      await folder.stop();
      folder.append('a.log', 'two\n');
      folder.rename('a.log', 'a.log.1');
      folder.append('a.log', 'three\n');
      folder.start();
      expect(await textsOfLooks(folder)).toEqual(['two\n', 'three\n']);
    });

    test('a compressed file is not sent again', async () => {
      const folder = watch('*.gz');
      folder.append('a.gz', gzipSync(text));
      folder.start();
      expect(await textsOfLooks(folder)).toHaveLength(500);
      changeDevice(folder);
      await folder.restart();
      expect(await textsOfLooks(folder)).toEqual([]);
      expect(folder.store.files()).toHaveLength(1);
    });

    test.each<[string, string]>([
      ['a short one', 'one\n'],
      ['one that begins alike', `${text.slice(0, 2_000)}\n`],
    ])('another file in its place is read from its beginning: %s', async (_what, content) => {
      const folder = watch('*.log*');
      folder.append('a.log', content === 'one\n' ? 'other\n' : text);
      folder.start();
      await folder.texts();
      changeDevice(folder, '999999');
      await folder.stop();
      folder.rename('a.log', 'kept');
      folder.append('a.log', content);
      folder.start();
      expect((await textsOfLooks(folder)).join('')).toBe(content);
    });
  });
});
