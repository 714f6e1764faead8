import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const projectDir = join(import.meta.dirname, '..', '..');

/** `kinship` as it is installed, from the project's folder. */
export const builtCommand = 'dist/cli/main.js';

/** Builds it. Unbuilt, what Node needs to read TypeScript would be 30 MB of a process's memory, and half a second of its time. */
export function buildCommand(): void {
  const { status, stdout } = spawnSync(process.execPath, [join('scripts', 'build.mjs')], {
    cwd: projectDir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`npm run build failed:\n${stdout}`);
}
