import { setTimeout } from 'node:timers/promises';
import { MeasuredProcess } from './measured-process.ts';
import type { ProcessUsage } from './usage.ts';

const startLimitMs = 30_000;
const lookDelayMs = 20;

/** A server that prints its URL once it listens, as a process whose use is measured. */
export class MeasuredServer {
  readonly url: string;
  readonly #process: MeasuredProcess;
  readonly #usage: Promise<ProcessUsage>;

  private constructor(url: string, process: MeasuredProcess, usage: Promise<ProcessUsage>) {
    this.url = url;
    this.#process = process;
    this.#usage = usage;
  }

  /** `args` as behind `node`. Rejects where it ends, or is not ready in time. */
  static async start(args: readonly string[]): Promise<MeasuredServer> {
    const process = new MeasuredProcess(args);
    const usage = process.usage();
    usage.catch(() => {}); // Told to whoever starts or stops it.
    try {
      const url = await Promise.race([urlIn(process), usage.then(() => ended(args))]);
      return new MeasuredServer(url, process, usage);
    } catch (error) {
      process.kill();
      throw error;
    }
  }

  /** What it used from its start to its end. Rejects where it ended badly, or before. */
  stop(): Promise<ProcessUsage> {
    this.#process.stop();
    return this.#usage;
  }

  kill(): void {
    this.#process.kill();
  }
}

async function urlIn(process: MeasuredProcess): Promise<string> {
  const startMs = performance.now();
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(process.output)?.[0];
    if (url !== undefined) return url;
    if (performance.now() - startMs > startLimitMs)
      throw new Error(`it printed no URL in ${startLimitMs / 1000} s:\n${process.output}`);
    await setTimeout(lookDelayMs);
  }
}

function ended(args: readonly string[]): never {
  throw new Error(`${args.join(' ')} ended before it printed a URL`);
}
