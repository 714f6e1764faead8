import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Clock } from '../flow/clock.ts';
import { peerAddress, type StreamAddress } from './address.ts';
import { Connection } from './connection.ts';
import { keepListening, type ListenEvents } from './keep-listening.ts';
import type { TlsOptions } from './tls-options.ts';
import { freeSocketPath, openToSenders } from './unix-path.ts';

export interface StreamServerOptions {
  readonly address: StreamAddress;
  readonly tls?: TlsOptions | undefined;
  /** Further ones are refused. */
  readonly connectionsMax: number;
  /** A connection that sends nothing for so long ends. */
  readonly idleTimeoutMs?: number | undefined;
  /** Of a unix socket: who may write to it. */
  readonly socketMode: number;
  readonly clock: Clock;
  readonly events: ListenEvents;
  /** Reads a connection to its end. What it throws, but for a connection that breaks off, is told and ends the connection. */
  readonly handle: (connection: Connection) => Promise<void>;
}

/** A peer that is gone without a word is found out after some minutes. */
const keepAliveMs = 60_000;

/** A connection that does not say what TLS needs is let go. */
const handshakeTimeoutMs = 10_000;

/** At a stop what is on its way already is still read: until nothing came for so long, and for so long at most, ms. */
const quietMs = 200;
const stopMs = 2_000;

/** Listens on TCP, TLS or a unix socket, and keeps trying where it cannot. */
export class StreamServer {
  readonly #options: StreamServerOptions;
  readonly #stop = new AbortController();
  readonly #connections = new Set<Connection>();
  readonly #handled = new Set<Promise<void>>();
  #listening: Promise<void> | undefined;

  constructor(options: StreamServerOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, events } = this.#options;
    this.#listening = keepListening(() => this.#open(), { clock, events, signal: this.#stop.signal });
  }

  /** Takes no more connections, and reads what those that are open have sent. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#listening;
    for (const connection of this.#connections) connection.endWhenQuiet(quietMs);
    const late = setTimeout(() => {
      for (const connection of this.#connections) connection.finish();
    }, stopMs);
    await Promise.all(this.#handled);
    clearTimeout(late);
  }

  async #open(): Promise<Server> {
    const { address, connectionsMax, events, socketMode } = this.#options;
    if (address.protocol === 'unix') await freeSocketPath(address.path);
    const server = await this.#create();
    server.maxConnections = connectionsMax;
    server.on('drop', (dropped) =>
      events.connectionRefused(
        peerAddress(dropped?.remoteAddress),
        `more than ${connectionsMax} connections`,
      ),
    );
    server.listen(address.protocol === 'unix' ? { path: address.path } : address);
    await once(server, 'listening');
    if (address.protocol === 'unix') await openToSenders(address.path, socketMode);
    return server;
  }

  async #create(): Promise<Server> {
    const { tls, events } = this.#options;
    const take = (socket: Socket) => this.#take(socket);
    // Who has sent all may still wait for an answer.
    const allowHalfOpen = true;
    if (tls === undefined) return createServer({ allowHalfOpen }, take);
    const { certFile, keyFile, clientCaFile } = tls;
    const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
    const clients = clientCaFile === undefined ? {} : { ca: await readFile(clientCaFile), requestCert: true };
    const server = createTlsServer(
      { cert, key, ...clients, allowHalfOpen, handshakeTimeout: handshakeTimeoutMs },
      take,
    );
    server.on('tlsClientError', (error, socket) =>
      events.connectionRefused(peerAddress(socket.remoteAddress), error.message),
    );
    return server;
  }

  #take(socket: Socket): void {
    const { events, idleTimeoutMs = 0 } = this.#options;
    socket.setKeepAlive(true, keepAliveMs);
    const connection = new Connection(socket, idleTimeoutMs);
    this.#connections.add(connection);
    events.connectionOpened();
    const handled = this.#read(connection).finally(() => {
      this.#connections.delete(connection);
      this.#handled.delete(handled);
      connection.close();
      events.connectionClosed();
    });
    this.#handled.add(handled);
  }

  async #read(connection: Connection): Promise<void> {
    try {
      await this.#options.handle(connection);
    } catch (error) {
      if (!isBrokenOff(error)) this.#options.events.connectionRefused(connection.peer, String(error));
    }
  }
}

/** Whether a connection ended as connections do: reset, timed out, destroyed by us. */
function isBrokenOff(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(?:ECONNRESET|EPIPE|ETIMEDOUT|ERR_STREAM_PREMATURE_CLOSE|ERR_STREAM_DESTROYED|ABORT_ERR|ERR_SSL_)/.test(
    code,
  );
}
