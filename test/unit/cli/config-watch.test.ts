import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stampOf, watchConfig } from '../../../src/cli/config-watch.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
  path = join(folder, 'agent.yaml');
  writeFileSync(path, 'before');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Does one step before each look, and tells at which looks a change was seen. */
async function changesAt(steps: readonly (() => void)[]): Promise<number[]> {
  const over = new AbortController();
  const known = stampOf(path);
  const changes: number[] = [];
  let look = -1;
  const clock = {
    nowMs: () => 0,
    sleep: async () => {
      look += 1;
      if (look === steps.length) over.abort();
      else steps[look]?.();
    },
  };
  await watchConfig({
    stamp: () => stampOf(path),
    known: () => known,
    changed: () => changes.push(look),
    clock,
    signal: over.signal,
  });
  return changes;
}

const nothing = () => {};
const write = (text: string) => () => writeFileSync(path, text);

test.each<[string, (() => void)[], number[]]>([
  ['nothing', [nothing, nothing], []],
  ['a file that was written, once it is left alone', [write('after'), nothing, nothing], [1]],
  ['one that is still being written', [write('a'), write('ab'), write('abc'), nothing], [3]],
  ['one that is gone for a moment', [() => rmSync(path), nothing, write('after'), nothing, nothing], [3]],
  [
    'one that was put in its place',
    [
      () => {
        writeFileSync(`${path}.new`, 'before');
        renameSync(`${path}.new`, path);
      },
      nothing,
      nothing,
    ],
    [1],
  ],
  ['two changes', [write('after'), nothing, write('later'), nothing], [1, 3]],
])('%s', async (_name, steps, expected) => {
  expect(await changesAt(steps)).toEqual(expected);
});

test('the target of a symlink that was exchanged, as Kubernetes does it', async () => {
  rmSync(path);
  for (const version of ['1', '2']) writeFileSync(join(folder, version), 'same');
  symlinkSync('1', path);
  const exchange = () => {
    symlinkSync('2', `${path}.new`);
    renameSync(`${path}.new`, path);
  };
  expect(await changesAt([exchange, nothing])).toEqual([1]);
});
