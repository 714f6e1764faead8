import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { whenParentEnds } from './when-parent-ends.mjs';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/**
 * One wish to stop may arrive here several times: Ctrl-C comes from the terminal and again from npm, `timeout` signals
 * the whole group and npm repeats it. The child takes a second signal as "stop at once", so within this time
 * repetitions are not passed on.
 */
const sameStopMs = 500;

/**
 * Runs a command until it ends, however long it takes to wind up after a signal. The child gets a session of its own,
 * so that a signal to our process group reaches it only through us, and thus once. `stopWith` replaces the signals that
 * are passed on.
 * `exitCode` is the child's, or 128 + n when signal n ended it; `stoppedBy` is the first signal that came for it.
 */
export function runToEnd(command, args, options, { onStart = () => {}, stopWith } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, detached: true });
    const stops = passSignalsTo(child, stopWith);
    child.once('error', (error) => {
      stops.off();
      reject(error);
    });
    child.once('close', (code, signal) => {
      stops.off();
      resolve({ exitCode: code ?? exitCodeOf(signal), signal, stoppedBy: stops.first() });
    });
    if (child.pid !== undefined) onStart(child);
  });
}

/** What a shell reports for a process that a signal ended. */
export function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}

function passSignalsTo(child, stopWith) {
  let first;
  let lastMs = Number.NEGATIVE_INFINITY;
  const passOn = (signal) => {
    const nowMs = performance.now();
    if (nowMs - lastMs > sameStopMs) child.kill(stopWith ?? signal);
    lastMs = nowMs;
    first ??= signal;
  };
  // A session without a terminal of its own is not told when the window changes its size.
  const entries = [
    ...stopSignals.map((signal) => [signal, passOn]),
    ['SIGWINCH', () => child.kill('SIGWINCH')],
  ];
  for (const [signal, handler] of entries) process.on(signal, handler);
  const stopLooking = whenNpmEnds(() => first === undefined && passOn('SIGTERM'));
  const off = () => {
    stopLooking();
    for (const [signal, handler] of entries) process.off(signal, handler);
  };
  return { first: () => first, off };
}

/** npm waits for its scripts. When it is gone all the same, it was killed, and what it ran is meant to end too. */
function whenNpmEnds(callback) {
  return process.env.npm_lifecycle_event === undefined ? () => {} : whenParentEnds(callback);
}
