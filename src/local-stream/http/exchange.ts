import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { constants, type IncomingHttpHeaders as Http2Headers, type ServerHttp2Stream } from 'node:http2';
import type { Readable, Writable } from 'node:stream';

/** One request and its answer, over either version of HTTP. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** Where the answer's body goes; `close` comes when it is sent or the client has left. */
  readonly out: Writable;
  /** In the answer's header; whoever asks names it. */
  readonly requestId: string;
  /** Whether the answer's header is out. */
  readonly isBegun: boolean;
  begin(status: number, headers: Record<string, string | number>): void;
  /** Cuts the answer off as a broken network would: a TCP reset, or of HTTP/2 a reset of this stream. */
  reset(): void;
}

export function exchangeOfHttp1(request: IncomingMessage, response: ServerResponse): Exchange {
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body: request,
    out: response,
    requestId: randomUUID(),
    get isBegun() {
      return response.headersSent;
    },
    begin: (status, headers) => void response.writeHead(status, headers),
    reset: () => request.socket.resetAndDestroy(),
  };
}

export function exchangeOfHttp2(stream: ServerHttp2Stream, headers: Http2Headers): Exchange {
  return {
    method: headers[':method'] ?? '',
    path: headers[':path'] ?? '',
    // HTTP/2 has the name of the host in a header of its own.
    headers: { ...headers, host: headers[':authority'] ?? headers.host },
    body: stream,
    out: stream,
    requestId: randomUUID(),
    get isBegun() {
      return stream.headersSent;
    },
    begin: (status, answer) => {
      if (!stream.closed && !stream.destroyed) stream.respond({ ':status': status, ...answer });
    },
    reset: () => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  };
}

/** Whether the client is gone, or the answer complete. */
export function isClosed({ out }: Exchange): boolean {
  return out.closed || out.destroyed || out.writableEnded;
}

/** Calls back once, when the client has left or the answer is sent. */
export function onClose({ out }: Exchange, listener: () => void): void {
  if (out.closed || out.destroyed) listener();
  else out.once('close', listener);
}

/** Waits this long, or until the client leaves. */
export function delay(exchange: Exchange, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    onClose(exchange, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
