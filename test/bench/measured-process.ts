import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ProcessUsage, usageDescriptor } from './usage.ts';

const projectDir = join(import.meta.dirname, '..', '..');
/** As much of what a process says as an error message can show. */
const outputCharactersMax = 4_000;

/** A Node process of ours that tells at its end what it used. */
export class MeasuredProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<[code: number | null, signal: string | null]>;
  readonly #usage: Promise<string>;
  #output = '';

  /** `args` as behind `node`, from the project's folder: `['src/cli/main.ts', 'agent', 'agent.yaml']`. */
  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const hook = join(import.meta.dirname, 'usage-on-exit.ts');
    this.#child = spawn(process.execPath, ['--import', hook, ...args], {
      cwd: projectDir,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
      // A pipe for its input closes when this process is gone, however it ended.
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'exit') as Promise<[number | null, string | null]>; // ChildProcess, event "exit".
    const usage = this.#child.stdio[usageDescriptor];
    if (usage === null || usage === undefined || !('read' in usage))
      throw new TypeError('no pipe was opened');
    this.#usage = text(usage);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        this.#output = (this.#output + data.toString()).slice(-outputCharactersMax);
      });
    }
  }

  /** The last it said, on both streams. */
  get output(): string {
    return this.#output;
  }

  /** Asks it to stop, as systemd does. */
  stop(): void {
    this.#child.kill('SIGTERM');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Resolves when it has ended well; rejects, with its last words, when not. */
  async usage(): Promise<ProcessUsage> {
    const [code, signal] = await this.#ended;
    if (code !== 0) {
      const command = this.#child.spawnargs.slice(3).join(' ');
      throw new Error(`${command} ended with ${signal ?? code}:\n${this.#output}`);
    }
    return JSON.parse(await this.#usage) as ProcessUsage; // Written by usage-on-exit.ts.
  }
}
