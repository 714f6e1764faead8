import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../../src/demo/random.ts';
import { fileNames, fileRoles, nextNames } from '../../../src/positions/files.ts';
import { isByCrash } from '../../../src/positions/findings.ts';
import { recover } from '../../../src/positions/recover.ts';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import { type Known, PositionStory } from '../../unit/positions/position-story.ts';
import { type Image, PowerDisk } from '../../unit/positions/power-disk.ts';
import { fail, hastyDisk } from '../../unit/positions/stored-story.ts';

const seeds = 12;
const stepsPerRun = 60;
const timeout = 120_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'positions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a process that starts on these files finds. */
function restart(image: Image) {
  const files = fileRoles.flatMap((role) => {
    const bytes = image.get(fileNames[role]);
    return bytes === undefined ? [] : [[role, bytes]];
  });
  const isBetweenSnapshots = Object.values(nextNames).some((name) => image.has(name));
  return recover(Object.fromEntries(files), isBetweenSnapshots);
}

/** Each file is known as it was before the call or after it: what had been confirmed before is there. */
function checkBetween(image: Image, before: Known, after: Known, where: string): void {
  const { state, hasLost, findings } = restart(image);
  expect(hasLost, where).toBe(false);
  for (const finding of findings) expect(isByCrash(finding), where).toBe(true);
  for (const generation of new Set([...before.files.keys(), ...after.files.keys(), ...state.files.keys()])) {
    const allowed = [before.files.get(generation), after.files.get(generation)];
    expect(allowed, `${where}: ${generation}`).toContainEqual(state.files.get(generation));
  }
  expect([before.inputs, after.inputs], where).toContainEqual(state.inputs);
}

test('a crash or a power failure at any moment costs nothing that was confirmed', { timeout }, () => {
  let images = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const disk = new PowerDisk();
    const data = join(folder, String(seed));
    const store = new DiskPositionStore(data, {
      told: fail,
      disk,
      logBytesMax: seed % 2 === 0 ? 2_500 : 600,
    });
    const story = new PositionStory(seededRandom(seed));
    for (let step = 0; step < stepsPerRun; step += 1) {
      const before = story.known;
      const what = story.step(store);
      const after = story.known;
      for (const [index, image] of disk.takeImages().entries()) {
        images += 1;
        checkBetween(image, before, after, `seed ${seed}, step ${step} (${what}), image ${index}`);
      }
    }
    store.close();
  }
  expect(images).toBeGreaterThan(10_000);
});

test('and the store that starts on what is left goes on from there', { timeout }, () => {
  const disk = new PowerDisk();
  const store = new DiskPositionStore(join(folder, 'first'), { told: fail, disk, logBytesMax: 900 });
  const story = new PositionStory(seededRandom(99));
  for (let step = 0; step < 30; step += 1) story.step(store);
  store.close();
  const images = disk.takeImages().filter((_, index) => index % 7 === 0);
  for (const [index, image] of images.entries()) checkGoesOn(image, index);
});

function checkGoesOn(image: Image, index: number): void {
  const data = mkdtempSync(join(folder, 'image-'));
  for (const [name, bytes] of image) writeFileSync(join(data, name), bytes);
  const again = () => new DiskPositionStore(data, { told: () => {}, disk: hastyDisk, logBytesMax: 900 });
  const store = again();
  for (const name of Object.values(nextNames)) expect(existsSync(join(data, name))).toBe(false);
  const added = { ...file, generation: 'new' };
  store.add([added]);
  store.commit([{ generation: 'new', offset: 5 }]);
  const files = store.files();
  store.close();
  const reopened = again();
  expect(reopened.files(), `image ${index}`).toEqual(files);
  expect(reopened.files()).toContainEqual({ ...added, offset: 5 });
  reopened.close();
}

const head = { length: 0, hash: '' };
const file = { path: '/x', input: 0, device: '1', inode: '2', head, offset: 0, markers: [] };
