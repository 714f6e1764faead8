import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessAdvice, adviceOn } from '../../../src/cli/pattern-advice.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'advice-'));
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs/a.log'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder is to be listed and entered, a file to be read', () => {
  expect(accessAdvice(join(folder, 'logs'))).toContain(`u:USER:rx ${folder}/logs`);
  expect(accessAdvice(join(folder, 'logs/a.log'))).toContain(`u:USER:r ${folder}/logs/a.log`);
  // It cannot even be looked at: the folder above is closed.
  expect(accessAdvice(join(folder, 'logs/b.log'))).toContain(`u:USER:rx ${folder}/logs`);
});

test.each(['*.log', 'logs/[ab].log', 'logs/{a,b}.log', 'logs/\\[a.log', 'logs/a.log', 'nowhere/a.log'])(
  'nothing is said against %s',
  (pattern) => expect(adviceOn(join(folder, pattern))).toBeUndefined(),
);
