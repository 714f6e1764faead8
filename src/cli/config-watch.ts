import { statSync } from 'node:fs';
import type { Clock } from '../flow/clock.ts';

/** Soon enough for a person who saved the file and waits; a look is one stat. */
const lookDelayMs = 1_000;

export interface ConfigWatch {
  /** The file as it is, by `stampOf`. */
  readonly stamp: () => string | undefined;
  /** The file as it was when it was read last. */
  readonly known: () => string | undefined;
  readonly changed: () => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Calls `changed` when the file is another one, or was written, and has been left alone since the look before: half a
 * file is not read. Looks instead of listening: events do not tell of a symlink's target that was exchanged, as
 * Kubernetes does it, nor of what another host wrote. Resolves when the signal aborts.
 */
export async function watchConfig({
  stamp: stampNow,
  known,
  changed,
  clock,
  signal,
}: ConfigWatch): Promise<void> {
  let before = stampNow();
  let told: string | undefined;
  while (!signal.aborted) {
    await clock.sleep(lookDelayMs, signal);
    const stamp = stampNow();
    const isNew = stamp !== undefined && stamp !== known() && stamp !== told;
    if (isNew && stamp === before && !signal.aborted) {
      told = stamp;
      changed();
    }
    before = stamp;
  }
}

/** What is not the same any more when the content is another; undefined while there is no such file. */
export function stampOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && [found.dev, found.ino, found.size, found.mtimeNs].join(' ');
}
