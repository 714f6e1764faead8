import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findJdks } from '../../../../src/engines/opensearch/find-jdks.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jdks-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A Java as far as it is looked at: a `release` file, or an answer to `-version`. */
async function install(
  name: string,
  { release, says }: { release?: string; says?: string },
): Promise<string> {
  const home = join(folder, name);
  await mkdir(join(home, 'bin'), { recursive: true });
  const java = join(home, 'bin', 'java');
  await writeFile(java, `#!/bin/sh\necho '${says ?? ''}' >&2\n`);
  await chmod(java, 0o755);
  if (release !== undefined) await writeFile(join(home, 'release'), `JAVA_VERSION="${release}"\n`);
  return home;
}

/** Those of this test only: the machine has its own. */
async function found(env: Record<string, string>): Promise<readonly (readonly [string, number])[]> {
  const jdks = await findJdks(env);
  const ours = jdks.filter(({ home }) => home.startsWith(folder));
  return ours.map(({ home, version }) => [home.slice(folder.length + 1), version] as const);
}

test('looks in JAVA_HOME, PATH and SDKMAN, and counts an installation once', async () => {
  const home = await install('a', { release: '21.0.3' });
  const other = await install('b', { release: '17.0.15' });
  await install('user/.sdkman/candidates/java/25-tem', { release: '25.0.1' });
  await mkdir(join(folder, 'links'));
  await symlink(join(other, 'bin', 'java'), join(folder, 'links', 'java'));
  const env = { JAVA_HOME: home, PATH: `${home}/bin:${folder}/links`, HOME: join(folder, 'user') };
  expect(await found(env)).toEqual([
    ['a', 21],
    ['user/.sdkman/candidates/java/25-tem', 25],
    ['b', 17],
  ]);
});

test('asks a Java without a release file', async () => {
  const home = await install('old', { says: 'openjdk version "1.8.0_402"' });
  expect(await found({ JAVA_HOME: home })).toEqual([['old', 8]]);
});

test('passes over what is no Java', async () => {
  const silent = await install('silent', {});
  expect(await found({ JAVA_HOME: join(folder, 'nowhere'), PATH: join(silent, 'bin') })).toEqual([]);
});
