import { expect, it } from 'vitest';
import { foldersIn, readSources } from './project-files.ts';
import { findUntidyFiles, findViolations } from './rules.ts';

const sources = readSources('src/**/*.ts');

it('sees the files of every folder', () => {
  const seen = new Set(sources.keys().map((path) => path.split('/')[1]));
  expect(sources.size).toBeGreaterThan(0);
  expect(foldersIn('src').filter((folder) => !seen.has(folder))).toEqual([]);
});

it('keeps the rule of imports', () => {
  expect(findViolations(sources)).toEqual([]);
});

it('keeps files small, and named after what they hold', () => {
  const all = readSources('*.{ts,mjs}', '{src,test,scripts}/**/*.{ts,mjs}');
  expect(all.size).toBeGreaterThan(sources.size);
  expect(findUntidyFiles(all)).toEqual([]);
});
