import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { ServedRequest } from './access-line.ts';

/** nginx's status for a client that left before its answer was out; HTTP has no word for it. */
const clientLeft = 499;

/** What has to be noted when a request arrives: later the socket may be gone, and its address with it. */
export type Arrival = Pick<ServedRequest, 'clientAddress' | 'receivedAtMs'>;

export function arrivalOf(request: IncomingMessage): Arrival {
  return { clientAddress: clientAddress(request), receivedAtMs: Date.now() };
}

/** What the log says of a request whose answer is out, or whose client has left. */
export function servedRequest(
  arrival: Arrival,
  request: IncomingMessage,
  response: ServerResponse,
): ServedRequest {
  const finished = response.writableFinished;
  return {
    ...arrival,
    user: basicUser(request.headers.authorization),
    requestLine: `${request.method} ${request.url} HTTP/${request.httpVersion}`,
    status: finished ? response.statusCode : clientLeft,
    bodyBytes: finished ? bodyBytes(request, response) : 0,
    referer: request.headers.referer,
    userAgent: request.headers['user-agent'],
  };
}

/**
 * The first address of X-Forwarded-For, as behind a proxy. The server listens on loopback only, so whoever sends
 * it may; but it must be an address, or one header could forge a line.
 */
function clientAddress(request: IncomingMessage): string {
  const [forwarded] = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',', 1);
  const address = forwarded?.trim() ?? '';
  return isIP(address) ? address : (request.socket.remoteAddress ?? '-');
}

/** The name from `Authorization: Basic …`; undefined without one. */
export function basicUser(authorization: string | undefined): string | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
  return encoded === undefined
    ? undefined
    : Buffer.from(encoded, 'base64').toString('latin1').split(':', 1)[0];
}

/** Content-Length is always set from the body itself; a HEAD, a 204 and a 304 carry none all the same. */
function bodyBytes(request: IncomingMessage, response: ServerResponse): number {
  const bodiless = request.method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304;
  return bodiless ? 0 : Number(response.getHeader('content-length') ?? 0);
}

/** Of what is no request, this much goes into the log (Apache's LimitRequestLine). */
const requestLineBytesMax = 8_190;

/** What the log says of bytes that are no HTTP request: their first line, and that they were refused. */
export function refusedRequest(firstBytes: Buffer, socket: object): ServedRequest {
  const [requestLine = ''] = firstBytes.toString('latin1').split(/\r?\n/, 1);
  const clientAddress = 'remoteAddress' in socket ? String(socket.remoteAddress) : '-';
  return {
    clientAddress,
    user: undefined,
    receivedAtMs: Date.now(),
    requestLine: requestLine.slice(0, requestLineBytesMax),
    status: 400,
    bodyBytes: 0,
    referer: undefined,
    userAgent: undefined,
  };
}
