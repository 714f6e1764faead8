import { ConfigError } from '../config/error.ts';
import { SinkError } from '../flow/seams.ts';
import { StoreError } from '../sqlite/database.ts';
import type { CommandContext } from './command.ts';
import { commands } from './commands.ts';
import { endIfCallsAreOut } from './end-process.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

// `kinship consume … | head`: nobody is left to write for, and what was not committed is read again.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
});
process.stderr.on('error', () => {}); // Whoever read the log is gone: that stops no daemon.

// A file whose disk does not answer holds a thread of the pool: the others need some (libuv reads it at the first use).
process.env.UV_THREADPOOL_SIZE ??= '12';

const [first, ...args] = process.argv.slice(2);
const name = first === '--version' ? 'version' : first;
process.exitCode = await main(name, args, {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
});
await endIfCallsAreOut(process.stderr);

async function main(name: string | undefined, args: string[], context: CommandContext): Promise<number> {
  if (name === undefined || name === 'help' || args.concat(name).some(asksForHelp)) {
    context.stdout.write(usage());
    return name === undefined ? exitCodes.usage : exitCodes.ok;
  }
  const command = commands.get(name);
  if (command === undefined) {
    context.stderr.write(`kinship: there is no command "${name}"\n\n${usage()}`);
    return exitCodes.usage;
  }
  try {
    const run = await command.load();
    return await run(args, context);
  } catch (error) {
    return explain(error, context);
  }
}

function asksForHelp(argument: string): boolean {
  return argument === '--help' || argument === '-h';
}

function explain(error: unknown, { stderr }: CommandContext): number {
  if (error instanceof ConfigError) {
    stderr.write(`${error.message}\n`);
    return exitCodes.config;
  }
  if (error instanceof SinkError) {
    stderr.write(`kinship: ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}\n`);
    return exitCodeOf(error);
  }
  if (error instanceof CommandError) {
    stderr.write(`kinship: ${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof StoreError) {
    stderr.write(`kinship: ${error.message}\n`);
    return exitCodes.cannotCreate;
  }
  if (isBadArgument(error)) {
    stderr.write(`kinship: ${error.message}\n\n${usage()}`);
    return exitCodes.usage;
  }
  // A bug of ours: everything there is to know helps to mend it.
  stderr.write(`kinship: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.software;
}

function exitCodeOf({ code }: SinkError): number {
  if (code === 'denied') return exitCodes.noPermission;
  return code === 'missing' || code === 'invalid' ? exitCodes.config : exitCodes.unavailable;
}

/** What `parseArgs` of node:util throws for unknown or incomplete options. */
function isBadArgument(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function usage(): string {
  const width = Math.max(...[...commands.values()].map(({ usage }) => usage.length));
  const lines = [...commands.values()].map(
    ({ usage, about }) => `  kinship ${usage.padEnd(width)}  ${about}`,
  );
  return `kinship ships log files over Amazon Kinesis into OpenSearch.\n\n${lines.join('\n')}\n`;
}
