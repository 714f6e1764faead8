import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Command } from './command.ts';

export const versionCommand: Command = async (args, { stdout }) => {
  parseArgs({ args }); // It takes none.
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }; // Ours; npm keeps it.
  stdout.write(`kinship ${version} (Node ${process.version})\n`);
  return 0;
};
