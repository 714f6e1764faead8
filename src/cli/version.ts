import { readFileSync } from 'node:fs';
import type { Command } from './command.ts';

export const versionCommand: Command = {
  usage: 'version',
  about: 'tells the version',
  async run(_args, { stdout }) {
    const file = new URL('../../package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }; // Ours; npm keeps it.
    stdout.write(`kinship ${version} (Node ${process.version})\n`);
    return 0;
  },
};
