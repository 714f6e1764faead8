import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The source text of the project's files that match, by path from the root: `readSources('src/**\/*.ts')`. */
export function readSources(...patterns: readonly string[]): Map<string, string> {
  const paths = globSync([...patterns], { cwd: root, exclude: ['node_modules', 'dist'] }).toSorted();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** The names of the folders directly below one. */
export function foldersIn(path: string): string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/**
 * The text of all files that are, or are about to be, in version control. Without git (a copy, an archive) nothing
 * tells them from other files: undefined.
 */
export function readTrackedFiles(): Map<string, string> | undefined {
  // A checkout may belong to another user (CI); we only list it.
  const args = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0 || !existsSync(join(root, '.git'))) return undefined;
  const paths = stdout.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
