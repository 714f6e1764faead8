import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CountingMessage, DecodedTotal } from './counting-kinesis.ts';

/** How often to look whether all has come; the times that count are taken by the server. */
const lookDelayMs = 20;

/** The parent's end of counting-kinesis.ts: a stream to put records on, and how much has come. */
export class CountingStream {
  readonly #server: ChildProcess;
  #port: number | undefined;
  #askedMs = Number.NaN;
  #events = 0;
  #countedMs = Number.NaN;
  #decoded: DecodedTotal | undefined;

  constructor(shards: number) {
    this.#server = fork(join(import.meta.dirname, 'counting-kinesis.ts'), [String(shards)]);
    this.#server.on('message', (message) => this.#take(message as CountingMessage)); // Sent by counting-kinesis.ts.
  }

  /** Resolves when it listens. */
  async endpoint(): Promise<string> {
    return `http://127.0.0.1:${await this.#when(() => this.#port)}`;
  }

  /** Events that have come so far. */
  get events(): number {
    return this.#events;
  }

  /** From the shipper's first question to the last event it put, s. */
  get seconds(): number {
    return (this.#countedMs - this.#askedMs) / 1000;
  }

  /** Decodes all that came. */
  async decoded(): Promise<DecodedTotal> {
    this.#server.send('decode');
    return this.#when(() => this.#decoded);
  }

  async close(): Promise<void> {
    if (this.#server.exitCode !== null) return;
    const ended = once(this.#server, 'exit');
    this.#server.disconnect();
    await ended;
  }

  async #when<T>(read: () => T | undefined): Promise<T> {
    for (;;) {
      const value = read();
      if (value !== undefined) return value;
      if (this.#server.exitCode !== null) throw new Error('the counting server has ended; see above');
      await setTimeout(lookDelayMs);
    }
  }

  #take(message: CountingMessage): void {
    if (message.kind === 'listening') this.#port = message.port;
    else if (message.kind === 'asked') this.#askedMs = message.atMs;
    else if (message.kind === 'decoded') this.#decoded = message;
    else {
      this.#events = message.events;
      this.#countedMs = message.atMs;
    }
  }
}
