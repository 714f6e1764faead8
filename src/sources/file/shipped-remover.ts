import { lstatSync, unlinkSync } from 'node:fs';
import { type FoundFile, fileKey, foundFile, isMissing, isUnchanged, lookAtQuietly } from './found-file.ts';
import type { Life } from './life.ts';
import type { FileLives } from './lives.ts';
import type { Readers } from './readers.ts';
import { type FileSourceOptions, rotatedQuietMs } from './source-options.ts';

/** A file under its own name is deleted when nothing was written to it for so long, ms. */
const quietMs = 3_600_000;

/** After a refusal it is tried again, each time after twice as long, ms. */
const retryDelayMs = 60_000;
const retryDelayMaxMs = 3_600_000;

interface Refusal {
  readonly delayMs: number;
  readonly untilMs: number;
}

/** Deletes files whose every byte is acknowledged, where their input says so. */
export class ShippedRemover {
  readonly #options: FileSourceOptions;
  readonly #lives: FileLives;
  readonly #readers: Readers;
  readonly #refusals = new WeakMap<Life, Refusal>();

  constructor(options: FileSourceOptions, lives: FileLives, readers: Readers) {
    this.#options = options;
    this.#lives = lives;
    this.#readers = readers;
  }

  /** What cannot be deleted, for it stands on a disk that takes no changes or is another's, is told once, and left. */
  async remove(): Promise<void> {
    const { inputs, clock } = this.#options;
    if (!inputs.some((input) => input.deleteAfterAcknowledged)) return;
    const nowMs = clock.nowMs();
    for (const life of [...this.#lives.byKey.values()]) {
      if (inputs[life.known.input]?.deleteAfterAcknowledged !== true || !isDone(life, nowMs)) continue;
      const { home } = life;
      const found = home === undefined ? undefined : lookAtQuietly(home.path);
      if (home === undefined || found === undefined || fileKey(found) !== fileKey(home)) continue;
      if (!isUnchanged(life.settled, found) || nowMs < (this.#refusals.get(life)?.untilMs ?? 0)) continue;
      await this.#removeOne(life, found);
    }
  }

  /** The file is opened before: what a writer that still has it open adds in the next minute is read yet. */
  async #removeOne(life: Life, found: FoundFile): Promise<void> {
    const { settled } = life;
    try {
      if (!(await this.#readers.hold(life))) return;
      // The descriptor is that of the file that is meant: no other one is given its inode now.
      if (!isUnderItsName(found)) return await this.#leave(life, settled);
      unlinkSync(found.path);
    } catch (error) {
      await this.#leave(life, settled);
      if (!isMissing(error)) this.#refused(life, found.path, error);
      return;
    }
    this.#lives.rotated(life);
    this.#options.events.fileDeleted(found.path);
  }

  /** As it was before. */
  async #leave(life: Life, settled: Life['settled']): Promise<void> {
    await this.#readers.release(life);
    life.settled = settled;
  }

  #refused(life: Life, path: string, error: unknown): void {
    const before = this.#refusals.get(life);
    if (before === undefined) this.#options.events.fileUndeletable(path, error);
    const delayMs = Math.min(retryDelayMaxMs, before === undefined ? retryDelayMs : 2 * before.delayMs);
    this.#refusals.set(life, { delayMs, untilMs: this.#options.clock.nowMs() + delayMs });
  }
}

/** Whether its name, and no link to it, is what would be deleted now. */
function isUnderItsName(found: FoundFile): boolean {
  return fileKey(foundFile(found.path, lstatSync(found.path, { bigint: true }))) === fileKey(found);
}

function isDone(life: Life, nowMs: number): boolean {
  const { settled, rotatedAtMs, damage } = life;
  if (damage !== undefined) return false; // Somebody may save more of it.
  if (settled === undefined || life.reader !== undefined || life.sizeSeen === 0) return false;
  if (life.committed < life.offset || life.sizeSeen > life.offset) return false;
  if (rotatedAtMs !== undefined) return nowMs - rotatedAtMs >= rotatedQuietMs;
  return nowMs - Number(settled.modifiedNs / 1_000_000n) >= quietMs;
}
