import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What a service on loopback answers: a status, or a text; `never`: nothing at all. */
export type Answer = number | string | 'never';

/** A service on loopback for one test: it answers as it is told, and remembers what it was asked. */
export async function httpService(
  answer: (request: IncomingMessage) => Answer,
  tls?: { readonly key: Buffer; readonly cert: Buffer },
) {
  const asked: string[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.method} ${request.url}`);
    reply(response, answer(request));
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // It listens on a port.
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'never') return;
  if (typeof answer === 'number') response.writeHead(answer).end();
  else response.writeHead(200, { 'Content-Type': 'text/plain' }).end(answer);
}
