import { existsSync, renameSync, rmSync } from 'node:fs';

/**
 * Makes room for a new `file`, as logrotate does by default: `file.2` → `file.3`, `file.1` → `file.2`,
 * `file` → `file.1`. What would become number `keep` + 1 is deleted. Throws what the file system throws.
 */
export function shiftLogs(file: string, keep: number): void {
  rmSync(`${file}.${keep}`, { force: true });
  for (let number = keep - 1; number >= 1; number--) {
    if (existsSync(`${file}.${number}`)) renameSync(`${file}.${number}`, `${file}.${number + 1}`);
  }
  renameSync(file, `${file}.1`);
}
