import { join } from 'node:path';
import { type Environment, run } from './command.ts';
import { fillOnce } from './installation.ts';
import { type Happening, readHappenings } from './road.ts';

/** Both stand on the same botocore. */
const packages = ['awscli==1.46.2', 'boto3==1.44.8'];

/** The AWS CLI and boto3, on Python packages of their own. */
export class PythonClient {
  readonly #env: Environment;

  private constructor(env: Environment) {
    this.#env = env;
  }

  /** The first time they are installed into a folder in `toolsDir`, which takes some ten seconds. */
  static async install(toolsDir: string, env: Environment): Promise<PythonClient> {
    await run('python3', ['--version'], env);
    const target = join(toolsDir, packages.join('-').replaceAll('==', '-'));
    const folder = await fillOnce(target, (folder) => install(folder, env));
    return new PythonClient({ ...env, PYTHONPATH: folder });
  }

  /** `aws kinesis ARGS`: its answer, or undefined where it has none. */
  async aws(args: readonly string[]): Promise<unknown> {
    const output = await run('python3', ['-m', 'awscli', 'kinesis', ...args, '--output=json'], this.#env);
    return output === '' ? undefined : JSON.parse(output);
  }

  async roadOfBoto3(url: string, stream: string): Promise<readonly Happening[]> {
    const script = join(import.meta.dirname, 'kinesis_road.py');
    return readHappenings(await run('python3', [script, url, stream], this.#env));
  }
}

function install(folder: string, env: Environment): Promise<string> {
  const quietly = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
  return run('python3', ['-m', 'pip', 'install', ...quietly, '--target', folder, ...packages], env);
}
