import type { FileProgress } from '../../telemetry/file-lag.ts';
import type { Life } from './life.ts';

/** How far the source has come in each file that is open, or in which something is not read yet. */
export function progressOf(lives: Iterable<Life>): FileProgress[] {
  return [...lives].flatMap((life) => {
    const { home, known, offset, reader, sizeSeen, rotatedAtMs } = life;
    // What has no home, none for sure, or none that was seen in this run, is looked for: there is nothing to be stuck at.
    if (home === undefined || home.size < 0 || life.isOnTrial) return [];
    if (reader === undefined && sizeSeen <= offset) return [];
    return [
      {
        generation: known.generation,
        path: known.path,
        sizeBytes: sizeSeen,
        modifiedMs: Number(home.modifiedNs / 1_000_000n),
        offset,
        // A reader that finds nothing more waits for the newline of what is left.
        halfLineBytes: reader?.idleStatus === undefined ? 0 : sizeSeen - offset,
        isOpen: reader !== undefined,
        isRotated: rotatedAtMs !== undefined,
      },
    ];
  });
}
