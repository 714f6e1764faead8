import { expect, test } from 'vitest';
import { between, evenly, seededRandom } from '../../../src/demo/random.ts';
import type { Random } from '../../../src/flow/clock.ts';
import { type FileRole, fileRoles } from '../../../src/positions/files.ts';
import { recover } from '../../../src/positions/recover.ts';
import {
  checkPosition,
  type Files,
  type StoredStory,
  storeStory,
} from '../../unit/positions/stored-story.ts';

const stories = 12;
const damagesPerStory = 400;
const timeout = 120_000;

const newline = 0x0a;

/** What happens to files: bits flip, sectors are zeroed or swapped for others, ends are cut, whole files go. */
const damages: readonly ((bytes: Buffer, random: Random) => Buffer | undefined)[] = [
  (bytes, random) => withBytes(bytes, random, 1),
  (bytes, random) => withBytes(bytes, random, 20),
  (bytes, random) => {
    const at = between(random, 0, bytes.length - 1);
    return Buffer.from(bytes).fill(0, at, Math.min(bytes.length, at + between(random, 1, 512)));
  },
  (bytes, random) => bytes.subarray(0, notAfterLine(bytes, between(random, 0, bytes.length - 1))),
  (bytes, random) => Buffer.concat([bytes, bytes.subarray(between(random, 0, bytes.length - 1))]),
  (bytes) => Buffer.alloc(bytes.length),
  () => undefined,
];

function withBytes(bytes: Buffer, random: Random, count: number): Buffer {
  const damaged = Buffer.from(bytes);
  for (let times = 0; times < count; times += 1) {
    damaged[between(random, 0, bytes.length - 1)] = between(random, 0, 255);
  }
  return damaged;
}

/** Nothing tells of a log and a copy that both end with the same line that was once followed by others. */
function notAfterLine(bytes: Buffer, length: number): number {
  return length > 0 && bytes[length - 1] === newline ? length - 1 : length;
}

test('whatever happens to several files at once, no position rises, and what is lost is told', {
  timeout,
}, () => {
  let losses = 0;
  for (let seed = 1; seed <= stories; seed += 1) {
    const random = seededRandom(seed);
    const story = storeStory(seed, between(random, 40, 120));
    for (let count = 0; count < damagesPerStory; count += 1) {
      const roles = fileRoles.filter(() => random() < 0.5);
      const files: { [Role in FileRole]?: Buffer } = { ...story.files };
      for (const role of roles) {
        const bytes = evenly(damages)(random)(files[role] ?? Buffer.alloc(0), random);
        if (bytes === undefined) delete files[role];
        else files[role] = bytes;
      }
      // Nobody can tell that from a first start, or from one that died in its first call.
      if (Object.keys(files).every((role) => role === 'copy')) continue;
      if (check(story, files, `seed ${seed}, damage ${count} to ${roles}`)) losses += 1;
    }
  }
  expect(losses).toBeGreaterThan(100);
});

/** Whether something was lost. */
function check(story: StoredStory, files: Files, where: string): boolean {
  const { state, hasLost } = recover(files, false);
  for (const file of state.files.values()) {
    const history = story.histories.get(file.generation);
    const { path, inode, device } = file;
    expect(
      history?.versions.map((was) => was.path),
      where,
    ).toContain(path);
    expect(history?.versions[0], where).toMatchObject({ inode, device });
    if (hasLost)
      expect(
        history?.versions.map(({ offset }) => offset),
        where,
      ).toContain(file.offset);
    else checkPosition(story, file, where);
  }
  for (const generation of story.known.files.keys()) {
    if (!state.files.has(generation)) expect(hasLost, `${where}: ${generation}`).toBe(true);
  }
  if (!hasLost) expect(state.inputs, where).toEqual(story.known.inputs);
  return hasLost;
}
