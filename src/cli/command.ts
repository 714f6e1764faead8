import type { Writable } from 'node:stream';

/** What a command is given by the process it runs in. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** One subcommand. `run` resolves with the exit code. */
export interface Command {
  /** Name and arguments, as the help shows them. */
  readonly usage: string;
  readonly about: string;
  run(args: string[], context: CommandContext): Promise<number>;
}
