import type { Socket } from 'node:net';
import { peerAddress } from './address.ts';

/** Who is told that we end may have something on its way yet: it is read until nothing came for so long, ms. */
const lastWordsMs = 2_000;

/**
 * The bytes of a socket, of which none that was received is left out. States: open; ending, once nothing came for too
 * long: the peer is told, and read on; over, after its end, after a second quiet time or by `finish`: what was received
 * until then is still given. A time in which the reader is busy, or has not read all, is no quiet one.
 */
export class Connection {
  readonly socket: Socket;
  readonly peer: string | undefined;
  #isBusy = false;
  #isOver = false;
  /** What was received when it was over. */
  #rest: Buffer | null = null;
  #wake = () => {};

  /** `quietMs`: a connection that nothing comes over for so long ends; 0 is never. */
  constructor(socket: Socket, quietMs: number) {
    this.socket = socket;
    this.peer = peerAddress(socket.remoteAddress);
    for (const event of ['readable', 'end', 'close', 'error']) socket.on(event, () => this.#wake());
    // What came while the process was busy is read before it is judged.
    socket.on('timeout', () => setImmediate(() => this.#quiet()));
    this.endWhenQuiet(quietMs);
  }

  /** Yields what came, to its end. Throws what breaks it off. */
  async *bytes(): AsyncGenerator<Buffer> {
    for (;;) {
      const bytes = this.#next();
      if (bytes !== null) {
        this.#isBusy = true;
        yield bytes;
        this.#isBusy = false;
      } else if (this.socket.errored !== null) throw this.socket.errored;
      else if (this.#isOver || this.socket.readableEnded || this.socket.destroyed) return;
      else await this.#more();
    }
  }

  endWhenQuiet(quietMs: number): void {
    this.socket.setTimeout(quietMs);
  }

  /** No more is received; whoever reads comes to the end of what was. */
  finish(): void {
    if (this.#isOver) return;
    this.#rest = this.#read();
    this.#isOver = true;
    this.#wake();
    this.socket.setTimeout(lastWordsMs); // For what is to be written yet.
  }

  /** What was written is sent, and that is all. */
  close(): void {
    this.#isOver = true;
    this.socket.setTimeout(lastWordsMs);
    this.socket.destroySoon();
  }

  #quiet(): void {
    const { socket } = this;
    if (this.#isOver) socket.destroy();
    else if (this.#isBusy || socket.readableLength > 0) this.endWhenQuiet(socket.timeout ?? 0);
    else if (socket.writableEnded) this.finish();
    else {
      socket.end();
      this.endWhenQuiet(Math.min(socket.timeout ?? 0, lastWordsMs));
    }
  }

  #next(): Buffer | null {
    if (!this.#isOver) return this.#read();
    const rest = this.#rest;
    this.#rest = null;
    return rest;
  }

  #read(): Buffer | null {
    return this.socket.read() as Buffer | null; // Without an encoding it is bytes.
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
