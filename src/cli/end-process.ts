import type { Writable } from 'node:stream';
import { diskCalls } from '../sources/file/disk-calls.ts';

/** What was written last is waited for so long, ms. */
const flushMsMax = 1_000;

/** A signal that is ignored, or kept from the process, is followed by one that cannot be, after this time, ms. */
const insistAfterMs = 500;

/**
 * Ends the process where a call to the file system has no answer: a thread waits for it in the kernel, and an exit in order
 * waits for the thread. A SIGTERM from itself counts with systemd as a stop as it should be.
 */
export async function endIfCallsAreOut(output: Writable): Promise<void> {
  if (diskCalls.unansweredCount === 0) return;
  await Promise.race([
    new Promise<void>((resolve) => output.write('', () => resolve())),
    new Promise<void>((resolve) => setTimeout(resolve, flushMsMax)),
  ]);
  endBySignal();
}

/** Nobody may listen to SIGTERM any more. */
export function endBySignal(): void {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), insistAfterMs);
}
