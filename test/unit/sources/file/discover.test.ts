import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { onEachStore } from './on-each-store.ts';

onEachStore((watch) => {
  describe('what is not read', () => {
    test('files compressed in a way that cannot be read, told once', async () => {
      const folder = watch('a.log*');
      folder.append('a.log', 'one\n');
      folder.append('a.log.1.bz2', 'BZh91AY&SY');
      folder.start();
      expect(await folder.texts()).toEqual(['one\n']);
      await folder.read();
      expect(folder.told.filter((line) => line.startsWith('fileSkipped'))).toEqual([
        'fileSkipped a.log.1.bz2 it is compressed with bzip2',
      ]);
    });

    test('what the input excludes', async () => {
      const folder = watch({ paths: ['**/*.log'], exclude: ['**/debug*.log'] });
      folder.append('a.log', 'a\n');
      folder.append('debug.log', 'no\n');
      folder.append('sub/debug-2.log', 'no\n');
      folder.append('sub/b.log', 'b\n');
      folder.start();
      expect((await folder.texts()).toSorted()).toEqual(['a\n', 'b\n']);
    });

    test('names that are not UTF-8, told once, with their bytes; one that holds such a character is read', async () => {
      const folder = watch('*.log', 'in/**/*.log');
      const raw = (name: string) =>
        Buffer.concat([Buffer.from(`${folder.path}/`), Buffer.from(name, 'latin1')]);
      writeFileSync(raw('caf\xe9.log'), 'no\n');
      writeFileSync(raw('caf\xe9.txt'), 'no\n');
      mkdirSync(folder.at('in'));
      mkdirSync(raw('in/\xfcber'));
      folder.append('\ufffd.log', 'yes\n');
      folder.start();
      expect(await folder.texts()).toEqual(['yes\n']);
      await folder.read();
      expect(folder.told.filter((line) => line.startsWith('fileUnreadable'))).toEqual([
        'fileUnreadable caf\\xe9.log',
        'fileUnreadable in/\\xfcber',
      ]);
      expect(folder.looks.at(-1)?.unreadable).toHaveLength(2);
    });

    test('what is behind a link to a folder, by `**`; a pattern that names the link shows it', async () => {
      const folder = watch('in/**/*.log');
      folder.append('elsewhere/a.log', 'a\n');
      mkdirSync(folder.at('in'));
      symlinkSync(folder.at('elsewhere'), folder.at('in/link'));
      symlinkSync(folder.at('elsewhere/a.log'), folder.at('elsewhere/b.log'));
      folder.start();
      expect(await folder.texts()).toEqual([]);
      await folder.restart([{ paths: ['in/**/*.log', 'in/link/*.log'] }]);
      expect(await folder.texts()).toEqual(['a\n']);
    });

    test('folders, links to nowhere, and what is below a file: the others go on', async () => {
      const folder = watch('*.log', 'a.log/*.log');
      mkdirSync(folder.at('folder.log'));
      symlinkSync(folder.at('nowhere'), folder.at('dangling.log'));
      symlinkSync('loop.log', folder.at('loop.log'));
      folder.append('a.log', 'a\n');
      folder.start();
      expect(await folder.texts()).toEqual(['a\n']);
      folder.append('a.log', 'b\n');
      expect(await folder.texts()).toEqual(['b\n']);
      expect(folder.told.filter((line) => line.startsWith('fileUnreadable'))).toEqual([
        'fileUnreadable loop.log',
      ]);
    });
  });
});
