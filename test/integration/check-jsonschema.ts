import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Brings the schema of the Compose specification along, so that checking needs no network. */
const version = '0.39.0';

/** Runs check-jsonschema, a Python program. The first time it is installed into `toolsDir`, which takes some seconds. */
export function checkJsonSchema(toolsDir: string, args: readonly string[]): SpawnSyncReturns<string> {
  const folder = join(toolsDir, `check-jsonschema-${version}`);
  if (!existsSync(folder)) install(folder);
  const env = { ...process.env, PYTHONPATH: folder };
  const result = spawnSync('python3', ['-m', 'check_jsonschema', ...args], { encoding: 'utf8', env });
  if (result.error !== undefined) throw new Error(`${advice}\n${result.error.message}`);
  return result;
}

/** Beside its place first: a folder that is there is whole, even if an install was cut off. */
function install(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  const args = ['install', '--quiet', '--disable-pip-version-check', '--target', unfinished];
  const { status, error, stderr } = spawnSync(
    'python3',
    ['-m', 'pip', ...args, `check-jsonschema==${version}`],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${advice}\n${error?.message ?? stderr}`);
  renameSync(unfinished, folder);
}

const advice =
  'check-jsonschema cannot run: it needs Python 3 with pip, and the first time the network. ' +
  'ENGINES=none leaves out what needs them.';
