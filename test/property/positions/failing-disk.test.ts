import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../../src/demo/random.ts';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import { isNotWritten, type KnownFile } from '../../../src/record/position.ts';
import { failingDisk } from '../../unit/positions/failing-disk.ts';
import { PositionStory } from '../../unit/positions/position-story.ts';
import { hastyDisk } from '../../unit/positions/stored-story.ts';

const seeds = 40;
const stepsPerRun = 80;
const timeout = 120_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'positions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const byGeneration = (store: DiskPositionStore) =>
  new Map(store.files().map((file) => [file.generation, file]));

/** What a copy of the folder holds: what a crash now would leave. */
function crashed(data: string, copy: string) {
  cpSync(data, copy, { recursive: true });
  const told: string[] = [];
  const store = new DiskPositionStore(copy, { told: (message) => told.push(message), disk: hastyDisk });
  const files = byGeneration(store);
  store.close();
  rmSync(copy, { recursive: true });
  return { files, lost: told.some((message) => message.includes('are lost')) ? told : [] };
}

test('a disk that fails in any way and any moment costs no file and raises no position', { timeout }, () => {
  for (let seed = 1; seed <= seeds; seed += 1) check(seed);
});

function check(seed: number): void {
  const random = seededRandom(seed);
  let failureChance = 0;
  // Where even cutting off half an entry fails, and then the process dies, it may look like damage to both logs.
  const mayNotCut = seed % 4 === 0;
  const disk = failingDisk((call) => random() < failureChance && (mayNotCut || call !== 'truncate'));
  const data = join(folder, `data-${seed}`);
  const store = new DiskPositionStore(data, { told: () => {}, disk, logBytesMax: 1_500 });
  const story = new PositionStory(random);
  for (let step = 0; step < stepsPerRun; step += 1) {
    if (step % 10 === 0) failureChance = [0, 0.05, 0.3, 1][Math.floor(random() * 4)] ?? 0;
    try {
      story.step(store);
    } catch (error) {
      expect(isNotWritten(error)).toBe(true);
    }
    const where = `seed ${seed}, step ${step}`;
    const { files } = story.known;
    expect(byGeneration(store), where).toEqual(files);
    if (step % 4 === 0) checkCrashed(crashed(data, join(folder, 'copy')), files, mayNotCut, where);
  }
  failureChance = 0;
  while (!story.step(store).startsWith('commit')); // What waits goes with whatever is written next.
  const after = crashed(data, join(folder, 'copy'));
  for (const [generation, file] of story.known.files)
    expect(after.files.get(generation), `seed ${seed}`).toEqual(file);
  expect(after.lost, `seed ${seed}`).toEqual([]);
  store.close();
}

/** A file whose `add` failed may be there; nothing of it was sent. */
function checkCrashed(
  { files, lost }: ReturnType<typeof crashed>,
  known: ReadonlyMap<string, KnownFile>,
  mayNotCut: boolean,
  where: string,
) {
  if (!mayNotCut) expect(lost, where).toEqual([]);
  for (const [generation, file] of known) {
    const { inode, device } = files.get(generation) ?? {};
    expect({ inode, device }, where).toEqual({ inode: file.inode, device: file.device });
    expect(files.get(generation)?.offset, where).toBeLessThanOrEqual(file.offset);
  }
}
