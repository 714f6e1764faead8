import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FileRole, fileRoles } from '../../../src/positions/files.ts';
import { recover } from '../../../src/positions/recover.ts';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import {
  agentId,
  checkNothingLost,
  type Files,
  hastyDisk,
  machine,
  type StoredStory,
  storeStory,
  writeFolder,
} from './stored-story.ts';

const timeout = 120_000;

/** Stores of every age: before the first snapshot, after it, and after more. */
const stories: readonly [name: string, StoredStory][] = [
  ['a young store', storeStory(3, 12, 100_000)],
  ['a store after its first snapshot', storeStory(2, 14, 2_000)],
  ['an old store', storeStory(7, 40)],
];

test('the stores are what they are called', () => {
  expect(stories.map(([, { files }]) => Object.keys(files))).toEqual([
    ['log', 'copy'],
    ['snapshot', 'log', 'logOld', 'copy'],
    ['snapshot', 'snapshotOld', 'log', 'logOld', 'copy'],
  ]);
});

/** One bit, the case of a letter, every bit; and what makes a newline of the byte. */
function masksOf(byte: number): readonly number[] {
  return [0x01, 0x20, 0xff, byte ^ 0x0a].filter((mask) => mask !== 0);
}

function* singleByteDamage(story: StoredStory, role: FileRole): Generator<[where: string, Files]> {
  const bytes = story.files[role] ?? Buffer.alloc(0);
  for (const [at, byte] of bytes.entries()) {
    for (const mask of masksOf(byte)) {
      const damaged = Buffer.from(bytes);
      damaged[at] = byte ^ mask;
      yield [`${role}, byte ${at} xor ${mask}`, { ...story.files, [role]: damaged }];
    }
  }
}

function* truncations(story: StoredStory, role: FileRole): Generator<[where: string, Files]> {
  const bytes = story.files[role] ?? Buffer.alloc(0);
  for (let length = 0; length < bytes.length; length += 1) {
    yield [`${role}, cut to ${length} bytes`, { ...story.files, [role]: bytes.subarray(0, length) }];
  }
}

function* otherDamage(story: StoredStory, role: FileRole): Generator<[where: string, Files]> {
  const bytes = story.files[role] ?? Buffer.alloc(0);
  const { [role]: _, ...others } = story.files;
  yield [`${role}, gone`, others];
  yield [`${role}, all zeros`, { ...story.files, [role]: Buffer.alloc(bytes.length) }];
  yield [
    `${role}, zeros at its end`,
    { ...story.files, [role]: Buffer.concat([bytes, Buffer.alloc(4_096)]) },
  ];
  yield [`${role}, something else`, { ...story.files, [role]: Buffer.from('[Unit]\nDescription=x\n\n') }];
}

const cases = stories.flatMap(([name, story]) =>
  fileRoles.filter((role) => story.files[role] !== undefined).map((role) => [name, role, story] as const),
);

describe.each(cases)('%s: damage to its %s', (_name, role, story) => {
  test.each([
    ['any truncation', truncations],
    ['the whole file', otherDamage],
  ])('%s: no entry is lost but commits', { timeout }, (_case, damages) => {
    for (const [where, files] of damages(story, role)) checkRecovers(story, role, files, where);
  });

  test('any byte: no entry is lost but commits, and it is noticed', { timeout }, () => {
    for (const [where, files] of singleByteDamage(story, role)) {
      const findings = checkRecovers(story, role, files, where);
      if (findings.length !== 1 || findings[0]?.role !== role) throw new Error(`${where}: not noticed`);
    }
  });

  test('a start tells of it once, and the next one finds all files good', { timeout }, () => {
    const damages = [...singleByteDamage(story, role), ...truncations(story, role)];
    const some = damages.filter((_, index) => index % 211 === 0);
    for (const [where, files] of [...some, ...otherDamage(story, role)]) checkStarts(story, files, where);
  });
});

function checkRecovers(story: StoredStory, role: FileRole, files: Files, where: string) {
  const { state, hasLost, findings } = recover(files, false);
  checkNothingLost(story, state, where);
  // Only the log has acknowledgements that no other file has.
  if (role !== 'log') expect(state.files, where).toEqual(story.known.files);
  if (hasLost) throw new Error(`${where}: told as a loss`);
  return findings;
}

function checkStarts(story: StoredStory, files: Files, where: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'positions-'));
  writeFolder(folder, files);
  const first = start(folder, where);
  expect(
    first.told.filter((message) => message.includes('lost')),
    where,
  ).toEqual([]);
  expect(first.files.map(({ generation }) => generation).sort(), where).toEqual(
    [...story.known.files.keys()].sort(),
  );
  expect(start(folder, where), where).toEqual({ ...first, told: [] });
  rmSync(folder, { recursive: true });
}

function start(folder: string, where: string) {
  const told: string[] = [];
  const store = new DiskPositionStore(folder, { told: (message) => told.push(message), disk: hastyDisk });
  expect(
    store.agentId(machine, () => 'another'),
    where,
  ).toBe(agentId);
  const known = { files: store.files(), inputs: store.inputs(), told };
  store.close();
  return known;
}
