import { setMaxListeners } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { endBySignal } from './end-process.ts';

/** How long a daemon may drain after the first signal before it is forced; Docker and Kubernetes kill after 10 and 30 s. */
const drainDeadlineMs = 25_000;

/** After this time a forced process ends by a signal to itself: something waits that cannot be called off, ms. */
const forcedEndMs = 3_000;

export interface StopSignals {
  /** A stop signal came: finish what was begun. */
  readonly stop: AbortSignal;
  /** The second one came, or the deadline passed: leave everything as it is. */
  readonly force: AbortSignal;
  /** From here on SIGHUP calls `reload` instead of stopping, except where the terminal it ran in was closed. */
  reloadOnHangUp(reload: () => void): void;
  /** Stops listening, so that the process can end by itself. */
  dispose(): void;
}

/** Ctrl-C, what systemd and Docker send, and a terminal that was closed (or a wish to reload). */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns the first stop signal into `stop` and the second, or the drain deadline, into `force`. */
export function listenForStop(): StopSignals {
  const stop = new AbortController();
  const force = new AbortController();
  setMaxListeners(0, stop.signal, force.signal); // Every shard and every call listens while it waits.
  let deadline: NodeJS.Timeout | undefined;
  let forcedEnd: NodeJS.Timeout | undefined;
  const onForce = () => {
    force.abort();
    forcedEnd ??= setTimeout(() => {
      dispose();
      endBySignal();
    }, forcedEndMs);
  };
  const onSignal = () => {
    if (stop.signal.aborted) return onForce();
    deadline = setTimeout(onForce, drainDeadlineMs);
    stop.abort();
  };
  let reload: (() => void) | undefined;
  const listener = (signal: NodeJS.Signals) => {
    if (signal === 'SIGHUP' && reload !== undefined && !isTerminalClosed()) reload();
    else onSignal();
  };
  for (const signal of stopSignals) process.on(signal, listener);
  const dispose = () => {
    clearTimeout(deadline);
    clearTimeout(forcedEnd);
    for (const signal of stopSignals) process.off(signal, listener);
  };
  const reloadOnHangUp = (handler: () => void) => {
    reload = handler;
  };
  return { stop: stop.signal, force: force.signal, reloadOnHangUp, dispose };
}

/** Whether the process ran in a terminal that is gone: whoever closed it meant to end it. */
function isTerminalClosed(): boolean {
  if (process.stderr.isTTY !== true) return false;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return false;
  } catch {
    return true;
  }
}
