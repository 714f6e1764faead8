import type { Readable } from 'node:stream';
import type { Receiver, ReceiverContext } from '../../flow/intake.ts';
import type { MessagePart } from '../../parse/message-parts.ts';
import type { Received } from '../../record/received.ts';
import { LineFramer } from './line-framer.ts';
import type { StdinInputOptions } from './options.ts';

export interface StdinReceiverContext
  extends ReceiverContext<{ received(messages: readonly Received[]): void; inputEnded(): void }> {
  /** Without one it has ended from the beginning. */
  readonly stdin?: Readable | undefined;
}

/** Takes the lines of a stream, up to its end. */
export class StdinReceiver implements Receiver {
  readonly ended: Promise<void>;
  readonly #options: StdinInputOptions;
  readonly #context: StdinReceiverContext;
  #hasEnded = () => {};
  #reading: Promise<void> | undefined;

  constructor(options: StdinInputOptions, context: StdinReceiverContext) {
    this.#options = options;
    this.#context = context;
    this.ended = new Promise((resolve) => {
      this.#hasEnded = resolve;
    });
  }

  start(): void {
    this.#reading ??= this.#read();
  }

  async stop(): Promise<void> {
    this.#context.stdin?.destroy();
    await this.#reading;
  }

  /** No more is read while what was read is on its way to the disk: the pipe holds up who writes. */
  async #read(): Promise<void> {
    const { stdin, events } = this.#context;
    const framer = new LineFramer(this.#options.messageBytesMax);
    try {
      for await (const bytes of stdin ?? []) await this.#put(framer.push(bytes));
    } catch {
      // Destroyed by us, or by whoever wrote: what came before counts.
    }
    await this.#put(framer.end());
    events.inputEnded();
    this.#hasEnded();
  }

  async #put(lines: readonly MessagePart[]): Promise<void> {
    const { input, intake, clock, events } = this.#context;
    if (lines.length === 0) return;
    const receivedMs = clock.nowMs();
    const messages = lines.map(({ bytes, part }) => ({
      input,
      receivedMs,
      line: bytes,
      ...(part !== undefined && { part }),
    }));
    if (await intake.put(messages)) events.received(messages);
  }
}
