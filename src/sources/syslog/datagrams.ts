import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../../flow/clock.ts';
import { peerAddress } from '../../listen/address.ts';
import { keepListening, type ListenEvents } from '../../listen/keep-listening.ts';

/** What the kernel is asked to keep for us while we are busy; it gives what `net.core.rmem_max` allows. */
const receiveBufferBytes = 8 * 1024 * 1024;

export interface DatagramServerOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly events: ListenEvents;
  readonly take: (message: Buffer, peer: string | undefined) => void;
}

/** Listens on UDP, and keeps trying where it cannot. */
export class DatagramServer {
  readonly #options: DatagramServerOptions;
  readonly #stop = new AbortController();
  #listening: Promise<void> | undefined;

  constructor(options: DatagramServerOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, events } = this.#options;
    this.#listening = keepListening(() => this.#open(), { clock, events, signal: this.#stop.signal });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#listening;
  }

  async #open() {
    const { host, port, take, events } = this.#options;
    const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: receiveBufferBytes });
    socket.on('message', (message, { address }) => take(message, peerAddress(address)));
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: host, port }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    // An answer that a host or port is unreachable: it is no matter of one who only listens.
    socket.on('error', (error) => events.connectionRefused(undefined, String(error)));
    return socket;
  }
}
