import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { PlannedRequest } from './request-plan.ts';

/** Sends requests to one server over kept-alive connections. */
export interface Sender {
  /** Settles when the answer has been read to its end; throws when there was none, or only half of one. */
  send(planned: PlannedRequest): Promise<void>;
  /** Closes the connections; requests under way fail. */
  close(): void;
}

/** How long a request may take; the slowest page takes 800 ms. */
const requestTimeoutMs = 5_000;

/** `url` as WebServer.url gives it; at most `socketsMax` connections. */
export function createSender(url: string, socketsMax: number): Sender {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, ''); // An IPv6 address stands in brackets in a URL only.
  const agent = new Agent({ keepAlive: true, maxSockets: socketsMax, maxFreeSockets: socketsMax });
  return {
    send: (planned) => sendOne(planned, { host, port, agent, timeout: requestTimeoutMs }),
    close: () => agent.destroy(),
  };
}

type Connection = { host: string; port: string; agent: Agent; timeout: number };

function sendOne({ method, path, headers, body }: PlannedRequest, connection: Connection): Promise<void> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ ...connection, method, path, headers: { ...headers, ...length } });
    let response: IncomingMessage | undefined;
    request.once('response', (incoming) => (response = incoming.resume()));
    request.once('timeout', () => request.destroy(new Error(`no answer within ${requestTimeoutMs} ms`)));
    request.once('error', reject);
    const cut = () => new Error(`${method} ${path}: the answer was cut off`);
    request.once('close', () => (response?.complete ? resolve() : reject(cut())));
    request.end(body);
  });
}
