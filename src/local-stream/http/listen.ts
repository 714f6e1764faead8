import { once } from 'node:events';
import { createServer as createHttp1Server, type Server as Http1Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Exchange, exchangeOfHttp1, exchangeOfHttp2, onClose } from './exchange.ts';
import { httpLimits } from './limits.ts';
import { sniff } from './sniff.ts';

/** The port cannot be had. */
export class ListenError extends Error {
  readonly code: 'taken' | 'denied';

  constructor(code: 'taken' | 'denied', message: string, options: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface Listener {
  readonly port: number;
  /** Takes no more connections, waits up to `closeMsMax` for answers under way, and breaks what is left. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 for HTTP/1.1 and HTTP/2 on the same port; port 0 is any free one. Throws ListenError. */
export async function listen(port: number, onExchange: (exchange: Exchange) => void): Promise<Listener> {
  const open = new OpenExchanges();
  const serve = (exchange: Exchange) => {
    open.add(exchange);
    onExchange(exchange);
  };
  const servers = { http1: http1Server(serve), http2: http2Server(serve) };
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // A client may leave at any time; whoever serves it hears of it by `close`.
    sniff(socket, (version) => {
      socket.allowHalfOpen = version === 'http1'; // As each of the two would have it, had it its own port.
      servers[version].emit('connection', socket);
    });
  });
  server.maxConnections = httpLimits.connectionsMax;
  await bind(server, port);
  servers.http1.emit('listening'); // It does not listen itself; this is what starts its watch over slow requests.
  return {
    port: (server.address() as AddressInfo).port, // It listens on TCP, and does now.
    async close() {
      const closed = once(server, 'close');
      server.close();
      servers.http1.close();
      await open.ended(httpLimits.closeMsMax);
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function http1Server(serve: (exchange: Exchange) => void): Http1Server {
  const timeouts = {
    headersTimeout: httpLimits.headMsMax,
    requestTimeout: httpLimits.bodyMsMax,
    keepAliveTimeout: httpLimits.keepAliveMs,
    connectionsCheckingInterval: httpLimits.timeoutCheckMs,
  };
  return createHttp1Server(timeouts, (request, response) => {
    request.on('error', () => {}); // As of the socket: `close` tells.
    response.on('error', () => {});
    serve(exchangeOfHttp1(request, response));
  });
}

function http2Server(serve: (exchange: Exchange) => void): Http2Server {
  const { streamWindowBytes, streamsMax, sessionMegabytesMax } = httpLimits;
  const settings = { initialWindowSize: streamWindowBytes, maxConcurrentStreams: streamsMax };
  const server = createHttp2Server({ settings, maxSessionMemory: sessionMegabytesMax });
  server.on('sessionError', () => {});
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    serve(exchangeOfHttp2(stream, headers));
  });
  return server;
}

async function bind(server: Server, port: number): Promise<void> {
  try {
    await once(server.listen({ port, host: '127.0.0.1', exclusive: true }), 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // From listen(2).
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const message =
      code === 'EACCES'
        ? `port ${port} is not for this user\n  choose one above 1023`
        : `port ${port} of 127.0.0.1 is taken\n  stop what listens there, or choose another port`;
    throw new ListenError(code === 'EACCES' ? 'denied' : 'taken', message, { cause: error });
  }
}

/** The exchanges that are not answered yet. */
class OpenExchanges {
  readonly #open = new Set<Exchange>();
  #onEmpty: () => void = () => {};

  add(exchange: Exchange): void {
    this.#open.add(exchange);
    onClose(exchange, () => {
      this.#open.delete(exchange);
      if (this.#open.size === 0) this.#onEmpty();
    });
  }

  /** Resolves when there is none, or when the time is up. */
  ended(waitMsMax: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#open.size === 0) return resolve();
      const deadline = setTimeout(resolve, waitMsMax);
      this.#onEmpty = () => {
        clearTimeout(deadline);
        resolve();
      };
    });
  }
}
