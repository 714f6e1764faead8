import { isUtf8 } from 'node:buffer';
import { readdirSync } from 'node:fs';

/** What bytes become in a name that are not UTF-8: the file cannot be opened by it. */
const replacement = '\ufffd';

/**
 * The names in a folder that are read as `name` and are not UTF-8, with `\xe9` for each byte beyond ASCII. None of a name
 * that is what it says.
 */
export function rawNames(folder: string, name: string): string[] {
  if (!name.includes(replacement)) return [];
  const names = readdirSync(folder, { encoding: 'buffer' });
  return names.filter((bytes) => !isUtf8(bytes) && bytes.toString() === name).map(escaped);
}

function escaped(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
