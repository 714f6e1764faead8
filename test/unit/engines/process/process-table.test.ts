import { expect, test } from 'vitest';
import {
  isGone,
  lineNamesFolder,
  namesFolder,
  runsFor,
} from '../../../../src/engines/process/process-table.ts';

test.each<[string, string[], boolean]>([
  ['an argument', ['node', 'entry.ts', '/data/k'], true],
  ['the value of an option', ['java', '-Dkinship.engine.folder=/data/k'], true],
  ['a folder within it', ['vi', '/data/k/engine.log'], false],
  ['a folder of a longer name', ['java', '-Dkinship.engine.folder=/data/k2'], false],
  ['a folder that ends alike', ['node', '/other/data/k'], false],
  ['nothing, as of a zombie', [''], false],
])('the folder as %s', (_, args, expected) => {
  expect(namesFolder(args, '/data/k')).toBe(expected);
  expect(lineNamesFolder(`${args.join(' ')}\n`, '/data/k')).toBe(expected);
});

test('this process runs, but not for that folder', async () => {
  expect(await isGone(process.pid)).toBe(false);
  expect(await runsFor(process.pid, '/data/k')).toBe(false);
});
