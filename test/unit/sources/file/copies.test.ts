import { appendFileSync, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { WatchedFolder } from '../../../fakes/watched-folder.ts';
import { onEachStore, quietMs } from './on-each-store.ts';

const banner = 'the same banner of every worker\n'.repeat(40);
const idle = 'idle\n'.repeat(300);

/** All that is read while time passes: what is taken for a copy is waited for. */
async function textsOfAWhile(folder: WatchedFolder): Promise<string[]> {
  const texts: string[] = [];
  for (let look = 0; look < 5; look += 1) {
    texts.push(...(await folder.texts()));
    folder.clock.pass(quietMs);
  }
  return texts;
}

onEachStore((watch) => {
  describe('a log of its own, found while the one that is like it stands', () => {
    test.each<[string, string, string, string]>([
      ['that begins and ends alike', 'worker-two.log', `job 1\n`, `job 2\n`],
      ['that is the same to the last byte', 'worker-two.log', `job 1\n`, `job 1\n`],
      ['whose name begins with that of the other one', 'worker-one.log.errors', `job 1\n`, `job 1\n`],
      ['under a name of a copy, with other bytes in the middle', 'worker-one.log.1', `job 1\n`, `job 2\n`],
    ])('%s', async (_what, name, one, other) => {
      const folder = watch('*.log*');
      folder.append('worker-one.log', banner + one + idle);
      folder.start();
      await folder.texts();
      folder.append(name, banner + other + idle);
      const texts = await textsOfAWhile(folder);
      expect(texts.join('')).toBe(banner + other + idle);
      folder.append(name, 'more\n');
      expect(await textsOfAWhile(folder)).toEqual(['more\n']);
      expect(folder.told.filter((line) => line.startsWith('fileCopied'))).toEqual([]);
    });

    test('files of several days with the same words in them', async () => {
      const folder = watch('job-*.log');
      folder.append('job-2026-08-01.log', 'backup ok\n');
      folder.start();
      expect(await textsOfAWhile(folder)).toHaveLength(1);
      folder.append('job-2026-08-02.log', 'backup ok\n');
      expect(await textsOfAWhile(folder)).toHaveLength(1);
      rmSync(folder.at('job-2026-08-01.log'));
      await folder.texts();
      folder.append('job-2026-08-03.log', 'backup ok\n');
      expect(await textsOfAWhile(folder)).toHaveLength(1);
    });

    test('that is written the same lines all the time', async () => {
      const folder = watch('*.log*');
      const line = (round: number) => `${`line ${round} `.repeat(200)}\n`;
      folder.append('info.log', line(0));
      folder.start();
      const texts = await folder.texts();
      folder.append('info.log.2', line(0));
      for (let round = 1; round < 6; round += 1) {
        texts.push(...(await folder.texts()));
        for (const name of ['info.log', 'info.log.2']) folder.append(name, line(round));
      }
      for (let look = 0; look < 3; look += 1) texts.push(...(await folder.texts()));
      expect(texts.join('').match(/\n/g)).toHaveLength(12);
    });
  });

  describe('a copy', () => {
    const text = Array.from({ length: 1_000 }, (_, line) => `line ${line}\n`).join('');

    test.each<[string, (folder: WatchedFolder) => void]>([
      ['under the name of a rotation', (folder) => copyFileSync(folder.at('a.log'), folder.at('a.log.1'))],
      ['in another folder', (folder) => folder.append('old/a.log-20260101', text)],
      ['compressed', (folder) => folder.append('a.log.gz', gzipSync(text))],
      ['compressed, under any name', (folder) => folder.append('backup', gzipSync(text))],
    ])('%s is not shipped', async (_what, copy) => {
      const folder = watch('**');
      folder.append('a.log', text);
      folder.start();
      await folder.texts();
      copy(folder);
      expect(await textsOfAWhile(folder)).toEqual([]);
      expect(folder.told.filter((line) => line.startsWith('fileCopied'))).toHaveLength(1);
    });

    test('that comes in pieces is not shipped, either', async () => {
      const folder = watch('a.log*');
      folder.append('a.log', text);
      folder.start();
      await folder.texts();
      for (let from = 0; from < text.length; from += 1_000) {
        folder.append('a.log.1', text.slice(from, from + 1_000));
        expect(await folder.texts()).toEqual([]);
      }
    });
  });

  test('a long copy is compared while others are read', async () => {
    const folder = watch({ paths: ['*.log*'], lineBytesMax: 240 * 1_024 });
    const text = Buffer.alloc(48 * 1_024 * 1_024, `${'x'.repeat(200_000)}\n`);
    writeFileSync(folder.at('a.log'), text);
    folder.start();
    await folder.read();
    for (const [name, last] of [
      ['a.log.1', ''],
      ['a.log.2', 'other\n'],
    ] as const) {
      writeFileSync(folder.at(name), text);
      appendFileSync(folder.at(name), last);
    }
    writeFileSync(folder.at('a.log.3.gz'), gzipSync(text, { level: 1 }));
    folder.append('b.log', 'urgent\n');
    expect((await folder.readOpen(1)).map(({ path }) => path)).toEqual(['b.log']);
    expect(new Set((await folder.read()).map(({ path }) => path))).toEqual(new Set(['a.log.2']));
    for (const copy of ['a.log.1', 'a.log.3.gz']) expect(folder.told).toContain(`fileCopied ${copy} a.log`);
  });
});
