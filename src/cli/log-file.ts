import { fstatSync } from 'node:fs';
import type { CommandContext } from './command.ts';

/** `device:inode` of the file that an output was led into; undefined where it goes elsewhere. */
export function fileKeyOf(output: CommandContext['stderr']): string | undefined {
  if (!('fd' in output) || typeof output.fd !== 'number') return undefined;
  try {
    const status = fstatSync(output.fd, { bigint: true });
    return status.isFile() ? `${status.dev}:${status.ino}` : undefined;
  } catch {
    return undefined; // It was closed.
  }
}
