import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { accessLine } from './access-line.ts';
import { AccessLog } from './access-log.ts';
import { respond } from './respond.ts';
import { arrivalOf, refusedRequest, servedRequest } from './served-request.ts';

export interface WebServerOptions {
  readonly logFile: string;
  /** See AccessLogOptions. */
  readonly rotateBytes: number;
  readonly keep: number;
  /** Loopback only: the shop believes whatever address X-Forwarded-For names. Default 127.0.0.1. */
  readonly host?: '127.0.0.1' | '::1';
  /** Default 0: any free port. */
  readonly port?: number;
  /** Stops the server as stop() does. */
  readonly signal?: AbortSignal;
}

export interface WebServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Requests whose line stands whole in a log file. */
  readonly linesWritten: number;
  /** Requests whose line was given up because the disk refused it for too long. */
  readonly linesDropped: number;
  /** Takes no more requests, finishes those under way, writes the last lines. Throws if these cannot be written. */
  stop(): Promise<void>;
}

const webServerLimits = {
  /** How long stop() waits for requests under way; the slowest page takes 800 ms. */
  stopGraceMs: 2_000,
  /** Longer than any pause of the traffic, so that a reused connection hardly ever meets its end. */
  keepAliveMs: 60_000,
} as const;

/**
 * A tea shop that really answers, and writes a line in Apache's combined format for every request it has finished.
 * Throws what the file system or listen() throws (EACCES, EADDRINUSE).
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const { logFile: file, rotateBytes, keep, host = '127.0.0.1', port = 0, signal } = options;
  signal?.throwIfAborted();
  const log = new AccessLog({ file, rotateBytes, keep });
  const unfinished = new Set<ServerResponse>();
  const server = createServer({ keepAliveTimeout: webServerLimits.keepAliveMs }, (request, response) => {
    logWhenDone({ server, log, unfinished }, request, response);
    return respond(request, response);
  });
  server.on('clientError', (error, socket) => refuse(log, error, socket));
  await listen(server, host, port, log);
  return handle({ server, log, unfinished }, signal);
}

interface Running {
  readonly server: Server;
  readonly log: AccessLog;
  /** Requests that have no line yet. */
  readonly unfinished: Set<ServerResponse>;
}

async function listen(server: Server, host: string, port: number, log: AccessLog): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    log.close();
    throw error;
  }
}

function handle(running: Running, signal: AbortSignal | undefined): WebServer {
  let stopped: Promise<void> | undefined;
  const stop = () => {
    signal?.removeEventListener('abort', abort);
    stopped ??= stopServer(running);
    return stopped;
  };
  // A failure stays in `stopped`, for whoever calls stop(); here it would only end the process.
  const abort = () => void stop().catch(() => {});
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort(); // It may have been while listen() was waited for.
  return {
    url: urlOf(running.server),
    get linesWritten() {
      return running.log.linesWritten;
    },
    get linesDropped() {
      return running.log.linesDropped;
    },
    stop,
  };
}

async function stopServer({ server, log, unfinished }: Running): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), webServerLimits.stopGraceMs);
  await closed;
  clearTimeout(cut);
  // Requests that were cut off are told so only after the server.
  await Promise.all(Array.from(unfinished, (response) => once(response, 'close')));
  log.close();
}

function urlOf(server: Server): string {
  const address = server.address() as AddressInfo; // A string only for Unix sockets, null only when not listening.
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

function logWhenDone(running: Running, request: IncomingMessage, response: ServerResponse): void {
  const { server, log, unfinished } = running;
  const arrival = arrivalOf(request);
  unfinished.add(response);
  // 'close' comes once for each request, whether it was answered or its client left.
  response.once('close', () => {
    unfinished.delete(response);
    log.append(accessLine(servedRequest(arrival, request, response)));
    if (!server.listening) server.closeIdleConnections(); // Or stop() waits for the kept-alive ones.
  });
}

/** Answers what is no HTTP (port scans, TLS on a plain port) with a 400, and logs it as Apache does. */
function refuse(log: AccessLog, error: Error & { rawPacket?: Buffer }, socket: Duplex): void {
  if (error.rawPacket !== undefined && socket.writable) {
    log.append(accessLine(refusedRequest(error.rawPacket, socket)));
    socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  }
  socket.destroy();
}
