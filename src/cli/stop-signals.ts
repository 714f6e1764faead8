import { setMaxListeners } from 'node:events';

/** How long a daemon may drain after the first signal before it is forced; Docker and Kubernetes kill after 10 and 30 s. */
const drainDeadlineMs = 25_000;

export interface StopSignals {
  /** A stop signal came: finish what was begun. */
  readonly stop: AbortSignal;
  /** The second one came, or the deadline passed: leave everything as it is. */
  readonly force: AbortSignal;
  /** Stops listening, so that the process can end by itself. */
  dispose(): void;
}

/** Ctrl-C, what systemd and Docker send, and a terminal that was closed. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns the first stop signal into `stop` and the second, or the drain deadline, into `force`. */
export function listenForStop(): StopSignals {
  const stop = new AbortController();
  const force = new AbortController();
  setMaxListeners(0, stop.signal, force.signal); // Every shard and every call listens while it waits.
  let deadline: NodeJS.Timeout | undefined;
  const onSignal = () => {
    if (stop.signal.aborted) return force.abort();
    stop.abort();
    deadline = setTimeout(() => force.abort(), drainDeadlineMs);
  };
  for (const signal of stopSignals) process.on(signal, onSignal);
  const dispose = () => {
    clearTimeout(deadline);
    for (const signal of stopSignals) process.off(signal, onSignal);
  };
  return { stop: stop.signal, force: force.signal, dispose };
}
