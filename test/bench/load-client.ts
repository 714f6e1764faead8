import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Load, LoadAnswer, LoadTimes } from './kinesis-load.ts';

/** The parent's end of kinesis-load.ts. One process carries all loads, one after the other. */
export class LoadClient {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'kinesis-load.ts'));

  /** Rejects unless all that was put was stored at once, and read back. */
  async carry(load: Load): Promise<LoadTimes> {
    const waiting = new AbortController();
    try {
      const answered = once(this.#child, 'message', waiting);
      const ended = once(this.#child, 'exit', waiting).then(([code, signal]) => {
        throw new Error(`the load's process ended with ${signal ?? code}; see above`);
      });
      this.#child.send(load);
      const [answer] = (await Promise.race([answered, ended])) as [LoadAnswer]; // Sent by kinesis-load.ts.
      if ('failure' in answer) throw new Error(`${load.stream} on ${load.url}: ${answer.failure}`);
      return answer.times;
    } finally {
      waiting.abort();
    }
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
