import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { EngineError } from '../engine.ts';
import { forgetPid, writePid } from './pid-file.ts';

/** A command, and the folder that it works in and is known by. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** Where its output goes: a pipe would break, and tie it to us. */
  readonly logPath: string;
}

/** A process that was started, and does not keep ours alive. */
export interface DetachedProcess {
  readonly pid: number;
  /** Its exit code, or the signal that ended it; undefined while it runs. */
  ending(): number | NodeJS.Signals | undefined;
  /** Settles when it has ended; waiting for it keeps our process alive. */
  untilEnded(): Promise<void>;
}

/**
 * Starts it in a process group of its own, or Ctrl-C in the terminal would end the engine before its clients have
 * drained. Its standard input is a pipe that closes when we are gone; the emulators end then, Java does not look.
 */
export async function spawnDetached(name: string, start: Command): Promise<DetachedProcess> {
  const { command, args, env, folder, logPath } = start;
  const log = openSync(logPath, 'w');
  const child = spawn(command, args, { cwd: folder, env, detached: true, stdio: ['pipe', log, log] });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) {
    const [error] = await once(child, 'error');
    throw new EngineError('exited', `${name} could not be started: ${command}: ${error}`, error);
  }
  writePid(folder, pid);
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  // A parent that ends without stop(), by an uncaught error for example, takes its engine along.
  const onExit = (): void => void child.kill('SIGTERM');
  process.once('exit', onExit);
  child.once('exit', () => {
    process.off('exit', onExit);
    forgetPid(folder);
  });
  const ending = () => child.exitCode ?? child.signalCode ?? undefined;
  const untilEnded = async (): Promise<void> => {
    if (ending() !== undefined) return;
    child.ref();
    await once(child, 'exit');
  };
  return { pid, ending, untilEnded };
}
