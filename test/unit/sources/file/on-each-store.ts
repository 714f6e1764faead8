import { afterEach, describe } from 'vitest';
import { DiskPositionStore } from '../../../../src/positions/store.ts';
import type { PositionStore } from '../../../../src/record/position.ts';
import { MemoryPositionStore } from '../../../fakes/memory-position-store.ts';
import { type InputUnderTest, WatchedFolder } from '../../../fakes/watched-folder.ts';

/** Longer than a rotated file is waited for. */
export const quietMs = 61_000;

export type Watch = (...inputs: (string | InputUnderTest)[]) => WatchedFolder;

const stores: [string, () => (data: string) => PositionStore][] = [
  [
    'memory',
    () => {
      const store = new MemoryPositionStore();
      return () => store;
    },
  ],
  ['a folder', () => (data) => new DiskPositionStore(data, { told: () => {} })],
];

/** The same tests with positions in memory and on the disk; the folders they watch are removed. */
export function onEachStore(tests: (watch: Watch) => void): void {
  describe.each(stores)('positions in %s', (_name, openStore) => {
    const folders: WatchedFolder[] = [];
    afterEach(async () => {
      for (const folder of folders.splice(0)) await folder.remove();
    });
    tests((...inputs) => {
      const asInput = (input: string | InputUnderTest) =>
        typeof input === 'string' ? { paths: [input] } : input;
      const folder = new WatchedFolder(inputs.map(asInput), openStore());
      folders.push(folder);
      return folder;
    });
  });
}
