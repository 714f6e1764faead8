import { describe, expect, it } from 'vitest';
import { readTrackedFiles } from './project-files.ts';

/** What no file of the project may hold, and why. Each pattern is put together here so that it does not find itself. */
const unwanted: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'unfinished work', pattern: new RegExp(['\\bTO', 'DO\\b|\\bFIX', 'ME\\b'].join('')) },
  {
    what: 'a path of one machine',
    pattern: new RegExp(['(?<![\\w.~])/(work|home|Users|root)/', '\\w|/tmp/bo', 'ot'].join('')),
  },
  {
    what: 'the host of a package registry',
    pattern: new RegExp(['registry\\.', '(npmjs|yarnpkg)\\.|repo1?\\.maven\\.'].join('')),
  },
];

/** One line per finding: file:line: what. */
function findUnwanted(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([path, source]) =>
    source
      .split('\n')
      .flatMap((line, index) =>
        unwanted
          .filter(({ pattern }) => pattern.test(line))
          .map(({ what }) => `${path}:${index + 1}: ${what}`),
      ),
  );
}

const tracked = readTrackedFiles();

describe('all tracked files', () => {
  it.skipIf(tracked === undefined)('hold no unfinished work, machine path or registry host', () => {
    expect(tracked?.size).toBeGreaterThan(10);
    expect(findUnwanted(tracked ?? new Map())).toEqual([]);
  });

  it.skipIf(tracked === undefined)('have a lock file that installs from any registry', () => {
    expect(tracked?.get('package-lock.json')).toContain('"integrity"');
    expect(tracked?.get('package-lock.json')).not.toContain('"resolved"');
  });
});

it('finds what it looks for', () => {
  const lines = [
    ['// TO', 'DO: later'],
    ['cd /wo', 'rk/main'],
    ['https://registry.', 'npmjs.org/x'],
    ['/ho', 'me/me/x'],
  ];
  const files = new Map(lines.map((parts, index) => [`${index}.ts`, parts.join('')]));
  expect(findUnwanted(files)).toHaveLength(lines.length);
  expect(findUnwanted(new Map([['a.md', 'src/work/x ~/home/x homework/ TODOs']]))).toEqual([]);
});
