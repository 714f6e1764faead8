import { afterEach, expect, test } from 'vitest';
import { nodeDisk } from '../../../../src/positions/disk.ts';
import { DiskPositionStore } from '../../../../src/positions/store.ts';
import { MemoryPositionStore } from '../../../fakes/memory-position-store.ts';
import { WatchedFolder } from '../../../fakes/watched-folder.ts';

const count = 200;
const numbers = Array.from({ length: count }, (_, number) => number);
let folder: WatchedFolder;
afterEach(() => folder.remove());

test('files that rotate or grow at once wait for the disk together', async () => {
  let syncs = 0;
  const sync = (descriptor: number) => {
    syncs += 1;
    nodeDisk.sync(descriptor);
  };
  const disk = { ...nodeDisk, sync };
  folder = new WatchedFolder(
    [{ paths: ['*.log'] }],
    (data) => new DiskPositionStore(data, { told() {}, disk }),
  );
  async function syncsOf(what: (number: number) => void): Promise<number> {
    syncs = 0;
    for (const number of numbers) what(number);
    await folder.texts();
    return syncs;
  }
  folder.start();
  expect(await syncsOf((number) => folder.append(`${number}.log`, 'one\n'))).toBeLessThan(15);
  expect(await syncsOf((number) => folder.append(`${number}.log`, `${'x'.repeat(100)}\n`))).toBeLessThan(15);
  const rotates = (number: number) => {
    folder.rename(`${number}.log`, `${number}.log.1`);
    folder.append(`${number}.log`, 'next\n');
  };
  expect(await syncsOf(rotates)).toBeLessThan(15);
  await folder.restart();
  expect(folder.store.files().filter(({ rotatedAtMs }) => rotatedAtMs !== undefined)).toHaveLength(count);
});

test('a look at many new files leaves the reading of others its turn', async () => {
  const store = new MemoryPositionStore();
  folder = new WatchedFolder([{ paths: ['*.log'] }], () => store, { lookSliceMs: 0 });
  folder.append('busy.log', 'one\n');
  folder.start();
  await folder.texts();
  for (const number of numbers) folder.append(`${number}.log`, 'new\n');
  folder.append('busy.log', 'two\n');
  expect((await folder.readOpen(1)).map(({ text }) => text)).toEqual(['two\n']);
  expect(store.files()).toHaveLength(1);
  expect(await folder.texts()).toHaveLength(count);
});
