import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../engine.ts';
import { isGone, runsFor } from './process-table.ts';

const pollDelayMs = 25;
/** After SIGKILL only the kernel has work left. */
const killLimitMs = 10_000;

/** Which process to end: only if it is the engine of that folder. */
export interface ProcessToEnd {
  readonly name: string;
  readonly pid: number;
  readonly folder: string;
  /** How long it may take to shut down by itself. */
  readonly limitMs: number;
}

/** SIGTERM, and SIGKILL when that was not enough. Settles when the process has let go of its files and ports. */
export async function endProcess(target: ProcessToEnd): Promise<void> {
  if (!(await runsFor(target.pid, target.folder))) return;
  send('SIGTERM', target);
  if (await goneWithin(target.limitMs, target.pid)) return;
  send('SIGKILL', target);
  if (await goneWithin(killLimitMs, target.pid)) return;
  throw new EngineError('timeout', `${target.name} (process ${target.pid}) does not end. End it by hand.`);
}

async function goneWithin(limitMs: number, pid: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!(await isGone(pid))) {
    if (performance.now() > deadline) return false;
    await sleep(pollDelayMs);
  }
  return true;
}

function send(signal: NodeJS.Signals, { name, pid, folder }: ProcessToEnd): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return;
    const text = `${name} (process ${pid}) runs on ${folder} and cannot be ended by this user. End it as the one who started it.`;
    throw new EngineError('busy', text, error);
  }
}
