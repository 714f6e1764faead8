import { closeSync, fsyncSync, openSync } from 'node:fs';

/** The names in the folder are on the disk when it returns: a file that was made or renamed there is safe only then. */
export function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
