import { expect, test } from 'vitest';
import { javaArguments } from '../../../../src/engines/opensearch/java-arguments.ts';
import { type Release, releases } from '../../../../src/engines/opensearch/release.ts';
import { namesFolder } from '../../../../src/engines/process/process-table.ts';

const argumentsOf = (release: Release, settings: Record<string, string> = {}) =>
  javaArguments({
    release,
    home: '/cache/home',
    folder: '/data/opensearch',
    httpPort: 9200,
    transportPort: 9301,
    heap: '2g',
    settings,
  });

test.each(releases)('$version: ports, heap and folders, and the mark it is known by', (release) => {
  const args = argumentsOf(release);
  const expected = [
    '-Xmx2g',
    '-Ehttp.port=9200',
    '-Etransport.port=9301',
    '-Epath.data=/data/opensearch/data',
  ];
  expect(args).toEqual(expect.arrayContaining(expected));
  expect(namesFolder(args, '/data/opensearch')).toBe(true);
  expect(args.includes('-Djava.security.manager=allow')).toBe(release.version.startsWith('2.'));
});

test.each(releases)('$version: settings of the caller come last, after the class', (release) => {
  const args = argumentsOf(release, { 'indexing_pressure.memory.limit': '8mb' });
  expect(args.at(-1)).toBe('-Eindexing_pressure.memory.limit=8mb');
});
