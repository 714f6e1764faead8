import { unlink } from 'node:fs/promises';
import { fileKey, isUnchanged, lookAtQuietly } from './found-file.ts';
import type { Life } from './life.ts';
import type { FileLives } from './lives.ts';
import type { Readers } from './readers.ts';
import { type FileSourceOptions, rotatedQuietMs } from './source-options.ts';

/** A file under its own name is deleted when nothing was written to it for so long, ms. */
const quietMs = 3_600_000;

/**
 * Deletes files whose every byte is acknowledged, where their input says so. The file is opened before: what a writer
 * that still has it open adds in the next minute is read yet.
 */
export async function removeShipped(
  options: FileSourceOptions,
  lives: FileLives,
  readers: Readers,
): Promise<void> {
  if (!options.inputs.some((input) => input.deleteAfterAcknowledged)) return;
  const nowMs = options.clock.nowMs();
  for (const life of [...lives.byKey.values()]) {
    if (options.inputs[life.known.input]?.deleteAfterAcknowledged !== true || !isDone(life, nowMs)) continue;
    const { home } = life;
    const found = home === undefined ? undefined : lookAtQuietly(home.path);
    if (home === undefined || found === undefined || fileKey(found) !== fileKey(home)) continue;
    if (!isUnchanged(life.settled, found) || !(await readers.hold(life))) continue;
    await unlink(found.path);
    lives.rotated(life);
    options.events.fileDeleted(found.path);
  }
}

function isDone(life: Life, nowMs: number): boolean {
  const { settled, rotatedAtMs } = life;
  if (settled === undefined || life.reader !== undefined || life.sizeSeen === 0) return false;
  if (life.committed < life.offset || life.sizeSeen > life.offset) return false;
  if (rotatedAtMs !== undefined) return nowMs - rotatedAtMs >= rotatedQuietMs;
  return nowMs - Number(settled.modifiedNs / 1_000_000n) >= quietMs;
}
