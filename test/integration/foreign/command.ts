import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The longest that one command takes: the first time Maven and pip fetch what they need. */
const commandLimitMs = 240_000;
const outputBytesMax = 2 ** 24;

/** What a command printed. Rejects with what it printed as an error when it failed, or took too long. */
export async function run(command: string, args: readonly string[], env: Environment): Promise<string> {
  const options = { env, timeout: commandLimitMs, maxBuffer: outputBytesMax };
  const { stdout } = await promisify(execFile)(command, args, options);
  return stdout;
}
