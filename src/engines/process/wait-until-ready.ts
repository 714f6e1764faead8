import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../engine.ts';
import type { DetachedProcess } from './spawn-detached.ts';

const pollDelayMs = 100;
const logLinesShown = 15;

/** What is waited for, and for how long. */
export interface Readiness {
  readonly name: string;
  readonly child: Pick<DetachedProcess, 'ending'>;
  readonly startLimitMs: number;
  readonly logPath: string;
  readonly signal: AbortSignal | undefined;
  missing(): Promise<string | undefined>;
}

/** Settles when nothing is missing. Throws EngineError `exited` or `timeout` with the end of the log. */
export async function waitUntilReady(readiness: Readiness): Promise<void> {
  const { child, startLimitMs, signal } = readiness;
  const deadline = performance.now() + startLimitMs;
  for (;;) {
    const missing = await readiness.missing();
    const ending = child.ending();
    if (ending !== undefined) throw exited(readiness, ending);
    if (missing === undefined) return;
    if (performance.now() > deadline) throw late(readiness, missing);
    signal?.throwIfAborted();
    await sleep(pollDelayMs);
  }
}

function exited(readiness: Readiness, ending: number | NodeJS.Signals): EngineError {
  return new EngineError(
    'exited',
    withLog(`${readiness.name} ended with ${ending} while starting.`, readiness),
  );
}

function late(readiness: Readiness, missing: string): EngineError {
  const text = `${readiness.name} was not ready after ${readiness.startLimitMs / 1000} s: ${missing}.`;
  return new EngineError('timeout', withLog(text, readiness));
}

function withLog(text: string, { logPath }: Readiness): string {
  const lines = readFileSync(logPath, 'utf8').trimEnd().split('\n').slice(-logLinesShown);
  return [`${text} The end of ${logPath}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}
