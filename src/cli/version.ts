import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Command } from './command.ts';

export const versionCommand: Command = async (args, { stdout }) => {
  parseArgs({ args }); // It takes none.
  stdout.write(`kinship ${kinshipVersion()} (Node ${process.version})\n`);
  return 0;
};

/** The version of this installation. */
export function kinshipVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }; // Ours; npm keeps it.
  return version;
}
