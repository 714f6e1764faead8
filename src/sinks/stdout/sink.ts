import type { Writable } from 'node:stream';
import type { Document } from '../../document/document.ts';
import { type Sink, SinkError, type WriteOutcome } from '../../flow/seams.ts';

/** Writes the JSON of each document as a line; a batch is stored when the other end has taken it. */
export class StdoutSink implements Sink<Document> {
  readonly #output: Writable;
  readonly #stored: (documents: number) => void;

  constructor(output: Writable, stored: (documents: number) => void) {
    this.#output = output;
    this.#stored = stored;
  }

  async check(): Promise<void> {}

  async write(batch: readonly Document[]): Promise<WriteOutcome> {
    await this.#print(batch.map(({ source }) => `${source}\n`).join(''));
    this.#stored(batch.length);
    return { stored: batch.map((_, index) => index), retry: [], refused: [] };
  }

  async close(): Promise<void> {}

  #print(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#output.write(text, (error) => {
        if (error) reject(new SinkError('unreachable', `cannot print: ${error.message}`, { cause: error }));
        else resolve();
      });
    });
  }
}
