import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { reasonOf } from '../record/reason.ts';
import type { CommandContext } from './command.ts';

/** systemd-notify waits until systemd has read the message; it does so for 5 s at most. */
const notifyTimeoutMs = 5_000;

/**
 * Tells systemd how the service does (sd_notify(3)). Node cannot write to a Unix datagram socket, so systemd-notify,
 * which comes with systemd, does it as a child: hence `NotifyAccess=all` in the unit. Without NOTIFY_SOCKET it is silent.
 */
export class Systemd {
  /** Within what time systemd wants to hear WATCHDOG=1; undefined where it does not. */
  readonly watchdogMs: number | undefined;
  readonly #env: CommandContext['env'];
  readonly #failed: (reason: string) => void;
  /** One after the other: READY=1 must not overtake RELOADING=1. */
  #sending: Promise<void> = Promise.resolve();
  #hasFailed = false;
  #isReady = false;

  /** `failed` hears once that systemd cannot be told. */
  constructor(env: CommandContext['env'], failed: (reason: string) => void) {
    this.#env = env;
    this.#failed = failed;
    this.watchdogMs = watchdogMs(env);
  }

  get isThere(): boolean {
    return (this.#env['NOTIFY_SOCKET'] ?? '') !== '';
  }

  /** `READY=1`, `STATUS=3 files`: see sd_notify(3). Resolves when it is told, or cannot be. */
  notify(...assignments: readonly string[]): Promise<void> {
    if (this.isThere) this.#sending = this.#sending.then(() => this.#send(assignments));
    return this.#sending;
  }

  /** The service has started. */
  ready(): Promise<void> {
    this.#isReady = true;
    return this.notify('READY=1');
  }

  /** Says that the service reloads, until the work is done; a service that has not started yet is still starting. */
  async reloading(work: () => Promise<void>): Promise<void> {
    if (!this.#isReady) return work();
    // Counts only with the time at which it began (systemd 253): CLOCK_MONOTONIC, which this is on Linux.
    void this.notify('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
    await work();
    await this.ready();
  }

  /** Resolves when all was told. */
  allTold(): Promise<void> {
    return this.#sending;
  }

  async #send(assignments: readonly string[]): Promise<void> {
    const { PATH, NOTIFY_SOCKET } = this.#env;
    const child = spawn('systemd-notify', assignments, {
      env: { ...(PATH !== undefined && { PATH }), NOTIFY_SOCKET },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: notifyTimeoutMs,
    });
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-500);
    });
    try {
      const [code] = (await once(child, 'close')) as [number | null]; // Node's types leave it open.
      if (code !== 0) this.#fail(said.trim() || `systemd-notify ended with ${code}`);
    } catch (error) {
      this.#fail(reasonOf(error));
    }
  }

  #fail(reason: string): void {
    if (!this.#hasFailed) this.#failed(reason);
    this.#hasFailed = true;
  }
}

/** sd_watchdog_enabled(3): the time is meant for one process. */
function watchdogMs({ WATCHDOG_USEC, WATCHDOG_PID }: CommandContext['env']): number | undefined {
  if (WATCHDOG_PID !== undefined && Number(WATCHDOG_PID) !== process.pid) return undefined;
  const microseconds = Number(WATCHDOG_USEC);
  return Number.isFinite(microseconds) && microseconds > 0 ? microseconds / 1000 : undefined;
}
