import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../../src/demo/random.ts';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import { PositionStory } from '../../unit/positions/position-story.ts';

const runs = 60;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'positions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('any sequence of calls, closed and opened again anywhere, is a table that is kept', {
  timeout: 120_000,
}, () => {
  const script = fc.record({
    seed: fc.integer(),
    steps: fc.integer({ min: 1, max: 60 }),
    reopenEvery: fc.integer({ min: 1, max: 30 }),
    // From a snapshot at nearly every call to none.
    logBytesMax: fc.constantFrom(1, 500, 3_000, 1_000_000),
  });
  fc.assert(fc.property(script, check), { numRuns: runs });
});

function check(script: { seed: number; steps: number; reopenEvery: number; logBytesMax: number }): void {
  const data = mkdtempSync(join(folder, 'data-'));
  const open = () => new DiskPositionStore(data, { told: fail, logBytesMax: script.logBytesMax });
  const story = new PositionStory(seededRandom(script.seed));
  let store = open();
  for (let step = 1; step <= script.steps; step += 1) {
    story.step(store);
    if (step % script.reopenEvery === 0) {
      store.close();
      store = open();
    }
    const { files, inputs } = story.known;
    expect(new Map(store.files().map((file) => [file.generation, file]))).toEqual(files);
    expect(store.inputs()).toEqual(inputs);
  }
  store.close();
}

/** Nothing is wrong with the disk. */
function fail(message: string): never {
  throw new Error(message);
}
