import type { Clock } from '../flow/clock.ts';

/** What a server has to tell; each is logged and counted in one place. */
export interface ListenEvents {
  listening(): void;
  /** It cannot listen, and tries again. */
  listenFailed(error: unknown, waitMs: number): void;
  connectionOpened(): void;
  connectionClosed(): void;
  /** A connection was not taken, or ended for what it sent. */
  connectionRefused(peer: string | undefined, reason: string): void;
}

/** A port that is taken is let go by people: soon enough for one who waits, and seldom enough for a log. */
const retryDelayMs = 5_000;

/** What listens, and can be closed. */
interface Listening {
  close(): unknown;
}

/** Opens until it works, and closes when the signal aborts. */
export async function keepListening(
  open: () => Promise<Listening>,
  {
    clock,
    events,
    signal,
  }: { readonly clock: Clock; readonly events: ListenEvents; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      const listening = await open();
      events.listening();
      await aborted(signal);
      listening.close();
      return;
    } catch (error) {
      events.listenFailed(error, retryDelayMs);
      await clock.sleep(retryDelayMs, signal);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
