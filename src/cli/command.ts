import type { Readable, Writable } from 'node:stream';

/** What a command is given by the process it runs in. */
export interface CommandContext {
  /** The process's own where none is given. */
  readonly stdin?: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** Runs one subcommand; resolves with the exit code. */
export type Command = (args: string[], context: CommandContext) => Promise<number>;
