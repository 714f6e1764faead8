import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FileRole, fileNames, fileRoles, nextNames } from '../../../src/positions/files.ts';
import { encodeLine } from '../../../src/positions/line.ts';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import { agentId, hastyDisk, machine, storeStory, writeFolder } from './stored-story.ts';

const story = storeStory(7, 40);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'positions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Told {
  readonly message: string;
  readonly details: object;
}

/** What is told by a start, and what it knows; then what the next one tells. */
function startTwice() {
  const starts = [1, 2].map(() => {
    const told: Told[] = [];
    const store = new DiskPositionStore(folder, {
      told: (message, details) => told.push({ message, details }),
      nowMs: () => Date.UTC(2026, 7, 29, 10, 11, 12),
      disk: hastyDisk,
    });
    const known = {
      agentId: store.agentId(machine, () => 'minted'),
      files: store.files().length,
      inputs: store.inputs(),
    };
    store.rememberInput('remembered');
    store.close();
    return { ...known, told };
  });
  return starts as [(typeof starts)[0], (typeof starts)[0]]; // One for each of the two.
}

const pathOf = (role: FileRole) => join(folder, fileNames[role]);
const aside = (name: string) => join(folder, `positions.damaged-20260829T101112Z.${name}`);

describe('what is told of damage', () => {
  test('names file, byte, cost and remedy, and the damaged file is kept', () => {
    const bytes = Buffer.from(story.files.log ?? '');
    const at = bytes.indexOf('\n') + 1;
    bytes[at + 30] = 0;
    writeFolder(folder, { ...story.files, log: bytes });
    const [{ told }] = startTwice();
    expect(told).toHaveLength(1);
    const { message, details } = told[0] as Told;
    expect(message).toContain(`${pathOf('log')} is damaged from byte ${at} on`);
    expect(message).toContain('may be sent again, which is recognised by their ids');
    expect(message).toContain('dmesg');
    expect(message).toContain(`kept as ${aside('log')}`);
    expect(details).toMatchObject({
      path: pathOf('log'),
      found: 'damaged',
      atByte: at,
      keptAs: aside('log'),
    });
    expect(readFileSync(aside('log'))).toEqual(bytes);
  });

  test('says that a torn end is as a crash leaves it, and keeps nothing of it', () => {
    writeFolder(folder, { ...story.files, log: story.files.log?.subarray(0, -3) ?? Buffer.alloc(0) });
    const [{ told }] = startTwice();
    expect(told.map(({ message }) => message)).toEqual([
      expect.stringMatching(/positions\.log ends in the middle of an entry.*crash.*nothing is to be done/),
    ]);
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  test('does not give up what is left of a snapshot, where it is the last one', () => {
    const snapshot = Buffer.from(story.files.snapshot ?? '');
    snapshot[snapshot.indexOf('"generation"') + 3] = 0;
    const { log, copy } = story.files;
    writeFolder(folder, { snapshot, ...(log && { log }), ...(copy && { copy }) });
    const [first, second] = startTwice();
    expect(first).toMatchObject({ agentId, files: story.known.files.size - 1, inputs: undefined });
    expect(first.told.at(-1)?.message).toContain('are lost');
    expect(second).toMatchObject({ agentId, files: story.known.files.size - 1, told: [] });
  });

  test('says what is lost, where it is lost for good', () => {
    for (const role of fileRoles) writeFileSync(pathOf(role), 'nothing that was ever written here\n');
    const [first, second] = startTwice();
    expect(first).toMatchObject({ agentId: 'minted', files: 0, inputs: undefined });
    const messages = first.told.map(({ message }) => message);
    expect(messages).toHaveLength(fileRoles.length + 2);
    expect(messages).toContainEqual(
      expect.stringMatching(/entries .* are lost.*under new ids.*twice.*dmesg/),
    );
    expect(messages).toContainEqual(expect.stringMatching(/agent's id .* is lost/));
    expect(second).toEqual({ agentId: 'minted', files: 0, inputs: ['remembered'], told: [] });
    for (const role of fileRoles) {
      const kept = readFileSync(aside(fileNames[role].replace('positions.', '')));
      expect(String(kept)).toContain('nothing that was');
    }
  });
});

describe('anything under our names', () => {
  const things: [string, (path: string) => void][] = [
    ['a folder', (path) => mkdirSync(path)],
    ['a folder with files', (path) => mkdirSync(join(path, 'with', 'more'), { recursive: true })],
    ['a loop of links', (path) => symlinkSync(path, path)],
    ['a pipe', (path) => void execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', path])],
  ];
  const names = [...Object.values(fileNames), ...Object.values(nextNames)];
  test.each(things.flatMap(([what, put]) => names.map((name) => [what, name, put] as const)))(
    '%s as %s is moved aside, and costs nothing',
    (_what, name, put) => {
      writeFolder(folder, story.files);
      rmSync(join(folder, name), { force: true });
      put(join(folder, name));
      const [first, second] = startTwice();
      expect(first.told[0]?.message).toContain(`moved to ${aside(name.replace('positions.', ''))}`);
      expect(first.told.filter(({ message }) => message.includes('lost'))).toEqual([]);
      expect(first).toMatchObject({ agentId, files: story.known.files.size, inputs: story.known.inputs });
      expect(second).toMatchObject({ agentId, files: story.known.files.size, told: [] });
    },
  );

  test('a link to nowhere is no file yet', () => {
    symlinkSync(join(folder, 'nowhere'), pathOf('log'));
    const [first, second] = startTwice();
    expect(first.told).toEqual([]);
    expect(second).toMatchObject({ agentId: 'minted', told: [] });
  });

  test('what was set aside at the same time keeps its name', () => {
    writeFolder(folder, story.files);
    writeFileSync(aside('log'), 'earlier');
    rmSync(pathOf('log'));
    mkdirSync(pathOf('log'));
    startTwice();
    expect(String(readFileSync(aside('log')))).toBe('earlier');
    expect(readdirSync(folder)).toContain('positions.damaged-20260829T101112Z-2.log');
  });
});

test('what a later version wrote is told as a loss, and kept', () => {
  writeFolder(folder, story.files);
  const log = Buffer.concat([
    story.files.log ?? Buffer.alloc(0),
    Buffer.from(encodeLine(999, { kind: 'of a later time' })),
  ]);
  writeFileSync(pathOf('log'), log);
  const [first, second] = startTwice();
  expect(first).toMatchObject({ agentId, files: story.known.files.size, inputs: undefined });
  expect(first.told.at(-1)?.message).toContain('are lost');
  expect(readFileSync(aside('log'))).toEqual(log);
  expect(second).toMatchObject({ agentId, files: story.known.files.size, told: [] });
});
