import { expect, test } from 'vitest';
import { DownloadCount, errorIn } from '../../../../src/engines/opensearch/maven-output.ts';

test.each<[string, string[], string]>([
  ['nothing yet', [], ''],
  ['poms do not count', ['[INFO] Downloaded from central: repo/a-1.pom (2 kB at 3 kB/s)'], ''],
  [
    'jars of all sizes',
    [
      '[INFO] Downloading from central: repo/a-1.jar',
      '[INFO] Downloaded from central: repo/a-1.jar (13.6 MB at 3.0 MB/s)',
      '[INFO] Downloaded from central: repo/b-1.jar (700 kB at 15 kB/s)',
      '[INFO] Downloaded from mirror: repo/c-1.jar (512 B at 1 kB/s)',
    ],
    ': 3 jars, 14 MB',
  ],
])('counts downloads: %s', (_, lines, expected) => {
  const count = new DownloadCount();
  for (const line of lines) count.read(line);
  expect(String(count)).toBe(expected);
});

test.each<[string, string | undefined]>([
  ['[INFO] BUILD FAILURE', undefined],
  ['[ERROR] ', undefined],
  ['[ERROR] Could not create local repository at /x -> [Help 1]', 'Could not create local repository at /x'],
  ['[FATAL] Non-resolvable parent', 'Non-resolvable parent'],
  ['Error: JAVA_HOME is not defined correctly.', 'Error: JAVA_HOME is not defined correctly.'],
])('the error in %j', (line, expected) => {
  expect(errorIn(line)).toBe(expected);
});
