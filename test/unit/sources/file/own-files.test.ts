import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MemoryPositionStore } from '../../../fakes/memory-position-store.ts';
import { WatchedFolder } from '../../../fakes/watched-folder.ts';

let folder: WatchedFolder;
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'own-'));
  writeFileSync(join(dataDir, 'positions.log'), 'position\n');
  writeFileSync(join(dataDir, 'dead-letters.jsonl'), '{}\n');
});
afterEach(async () => {
  await folder.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

function watch(logPath?: string): WatchedFolder {
  const { dev = 0, ino = 0 } = logPath === undefined ? {} : statSync(logPath);
  const logKey = logPath === undefined ? undefined : `${dev}:${ino}`;
  const store = new MemoryPositionStore();
  folder = new WatchedFolder([{ paths: ['**/*'] }], () => store, {
    own: { folders: () => [dataDir], logKey },
  });
  return folder;
}

test('the data folder is left out under each name that leads to it, which is told once', async () => {
  watch().append('a.log', 'one\n');
  mkdirSync(folder.at('sub'));
  symlinkSync(join(dataDir, 'positions.log'), folder.at('linked.log'));
  linkSync(join(dataDir, 'dead-letters.jsonl'), folder.at('sub/hard.log'));
  folder.start();
  expect(await folder.texts()).toEqual(['one\n']);
  writeFileSync(join(dataDir, 'positions.log.new'), 'position\n');
  symlinkSync(join(dataDir, 'positions.log.new'), folder.at('linked too.log'));
  expect(await folder.texts()).toEqual([]);
  expect(folder.told.filter((line) => line.startsWith('ownFilesSkipped'))).toHaveLength(1);
});

test('so it is where the whole folder is linked, and a folder within it is no part of it', async () => {
  mkdirSync(join(dataDir, 'logs'));
  writeFileSync(join(dataDir, 'logs/app.log'), 'one\n');
  watch();
  symlinkSync(dataDir, folder.at('data'));
  folder.start([{ paths: ['data/*', 'data/logs/*'] }]);
  expect(await folder.texts()).toEqual(['one\n']);
});

test('so is the log of the process itself', async () => {
  const log = join(dataDir, '../own.log');
  writeFileSync(log, 'reading file\n');
  watch(log);
  linkSync(log, folder.at('kinship.log'));
  folder.start();
  expect(await folder.texts()).toEqual([]);
  rmSync(log);
});
