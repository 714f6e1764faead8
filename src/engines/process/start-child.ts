import { join } from 'node:path';
import type { Engine, EngineOptions } from '../engine.ts';
import { endProcess } from './end-process.ts';
import { claimFolder } from './folder-claim.ts';
import { spawnDetached } from './spawn-detached.ts';
import { waitUntilReady } from './wait-until-ready.ts';

/** How to run one engine as a process of its own. */
export interface ChildSpec {
  /** For messages: `OpenSearch 3.8.0`. */
  readonly name: string;
  /** Its own folder within the data folder: data, pid, lock and log. */
  readonly folder: string;
  readonly startLimitMs: number;
  readonly stopLimitMs: number;
  /** Called once the folder is ours and whatever was left on it is gone, so that its port is free again. */
  prepare(folder: string): Promise<Launch>;
}

/** A command that is ready to run. */
export interface Launch {
  readonly command: string;
  /** One of them must be the folder, or end in `=FOLDER`: by that a left-over is known. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly url: string;
  /** undefined when the engine is ready, or what is still missing. */
  missing(): Promise<string | undefined>;
}

/**
 * Starts the process and waits until it is ready. When it throws (EngineError, or the signal's reason), nothing of it
 * is left running.
 */
export async function startChild(
  spec: ChildSpec,
  options: Pick<EngineOptions, 'progress' | 'signal'>,
): Promise<Engine> {
  options.signal?.throwIfAborted();
  const claim = await claimFolder(spec.name, spec.folder, options.progress);
  try {
    const launch = await spec.prepare(claim.folder);
    const stop = await startClaimed(spec, launch, claim.folder, options.signal);
    return {
      name: `${spec.name} (process)`,
      url: launch.url,
      stop: once(() => stop().finally(claim.release)),
    };
  } catch (error) {
    claim.release();
    throw error;
  }
}

async function startClaimed(
  { name, startLimitMs, stopLimitMs }: ChildSpec,
  launch: Launch,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<() => Promise<void>> {
  const logPath = join(folder, 'engine.log');
  const child = await spawnDetached(name, { ...launch, folder, logPath });
  const stop = async (): Promise<void> => {
    await endProcess({ name, pid: child.pid, folder, limitMs: stopLimitMs });
    await child.untilEnded();
  };
  try {
    await waitUntilReady({ name, startLimitMs, logPath, signal, child, missing: launch.missing });
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Stopping twice, from a signal handler and a `finally` for example, waits for the same end. */
function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= action();
    return running;
  };
}
