import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { seededRandom } from '../../../src/demo/random.ts';
import { type Disk, nodeDisk } from '../../../src/positions/disk.ts';
import { type FileRole, fileNames, fileRoles } from '../../../src/positions/files.ts';
import type { PositionState } from '../../../src/positions/state.ts';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import type { KnownFile } from '../../../src/record/position.ts';
import { type FileHistory, type Known, PositionStory } from './position-story.ts';

/** The bytes of each file. */
export type Files = { readonly [Role in FileRole]?: Buffer };

export interface StoredStory {
  readonly files: Files;
  readonly known: Known;
  readonly histories: ReadonlyMap<string, FileHistory>;
}

export const agentId = 'the-agent';
export const machine = 'a-machine';

/** Does not wait for the disk: where a test damages files by hand, no power fails. */
export const hastyDisk: Disk = { ...nodeDisk, sync: () => {}, syncFolder: () => {} };

/** A small store as this many steps leave it; the longer its logs may get, the fewer files it has. */
export function storeStory(seed: number, steps: number, logBytesMax = 700): StoredStory {
  const folder = mkdtempSync(join(tmpdir(), 'positions-'));
  const store = new DiskPositionStore(folder, { told: fail, disk: hastyDisk, logBytesMax });
  store.agentId(machine, () => agentId);
  store.rememberInput('the input');
  const story = new PositionStory(seededRandom(seed));
  for (let step = 0; step < steps; step += 1) story.step(store);
  store.close();
  const files = readFolder(folder);
  rmSync(folder, { recursive: true });
  const inputs = ['the input', ...story.known.inputs];
  return { files, known: { ...story.known, inputs }, histories: story.histories };
}

function readFolder(folder: string): Files {
  const there = fileRoles.filter((role) => existsSync(join(folder, fileNames[role])));
  return Object.fromEntries(there.map((role) => [role, readFileSync(join(folder, fileNames[role]))]));
}

export function writeFolder(folder: string, files: Files): void {
  for (const [role, bytes] of Object.entries(files)) {
    writeFileSync(join(folder, fileNames[role as FileRole]), bytes); // The keys of Files are roles.
  }
}

/** Everything is known as it was, but that some positions may be lower, as they were once. */
export function checkNothingLost(story: StoredStory, state: PositionState, where: string): void {
  expect([...state.files.keys()].sort(), where).toEqual([...story.known.files.keys()].sort());
  expect(state.agent, where).toEqual({ id: agentId, machine });
  expect(state.inputs, where).toEqual(story.known.inputs);
  for (const file of state.files.values()) {
    const expected = story.known.files.get(file.generation);
    expect(identityOf(file), where).toEqual(expected && identityOf(expected));
    checkPosition(story, file, where);
  }
}

/** The position was committed once, and what comes after it is in the index with the times it has now. */
export function checkPosition({ known, histories }: StoredStory, file: KnownFile, where: string): void {
  const { generation, offset, lastTimedMs } = file;
  const history = histories.get(generation);
  expect(offset, where).toBeLessThanOrEqual(known.files.get(generation)?.offset ?? Infinity);
  const wasCommitted = history?.versions.some(
    (was) => was.offset === offset && was.lastTimedMs === lastTimedMs,
  );
  expect(wasCommitted, where).toBe(true);
  for (const marker of history?.markers.values() ?? []) {
    if (marker.until > offset) expect(file.markers, where).toContainEqual(marker);
  }
}

function identityOf({ path, input, device, inode, head, format, rotatedAtMs }: KnownFile) {
  return { path, input, device, inode, head, format, rotatedAtMs };
}

/** For stores with which nothing is wrong. */
export function fail(message: string): never {
  throw new Error(message);
}
