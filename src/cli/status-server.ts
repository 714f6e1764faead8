import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from '../telemetry/log.ts';

/** What a path answers. */
export interface StatusAnswer {
  readonly status: 200 | 503;
  readonly contentType: string;
  readonly body: string;
}

export interface StatusAddress {
  readonly host: string;
  /** 0 is off. */
  readonly port: number;
}

export type StatusRoutes = ReadonlyMap<string, () => StatusAnswer>;

/** Ours: a scraper, a prober and a person with curl. */
const connectionsMax = 32;
const requestTimeoutMs = 10_000;
/** How long after a port was found taken it is tried again. */
const listenAgainMs = 10_000;

/**
 * Answers GET on a few paths. A port that is taken stops nobody: the lines matter more than telling of them, so it is
 * said once and tried again.
 */
export class StatusServer {
  readonly #routes: StatusRoutes;
  readonly #log: Logger;
  #address: StatusAddress | undefined;
  #server: Server | undefined;
  #again: NodeJS.Timeout | undefined;

  constructor(routes: StatusRoutes, log: Logger) {
    this.#routes = routes;
    this.#log = log;
  }

  /** Moves to the address; goes on where it is the same. */
  listen({ host, port }: StatusAddress): void {
    if (this.#address?.host === host && this.#address.port === port) return;
    this.close();
    this.#address = { host, port };
    if (port !== 0) this.#listen({ host, port }, true);
  }

  close(): void {
    clearTimeout(this.#again);
    this.#address = undefined;
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = undefined;
  }

  #listen(address: StatusAddress, isFirst: boolean): void {
    const { host, port } = address;
    const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) =>
      this.#answer(request, response),
    );
    server.maxConnections = connectionsMax;
    server.once('error', (error) => {
      if (isFirst) this.#tellTaken(address, error);
      if (this.#server === server)
        this.#again = setTimeout(() => this.#listen(address, false), listenAgainMs).unref();
    });
    server.listen(port, host, () => this.#log.info({ url: urlOf(address) }, 'metrics and health are served'));
    server.unref();
    this.#server = server;
  }

  #tellTaken(address: StatusAddress, error: Error): void {
    const hint = 'stop what listens there, or set agent.http.port to another one, or to 0 for none';
    const reason = error.message;
    this.#log.error(
      { url: urlOf(address), reason, hint },
      'no metrics and health: cannot listen; trying again',
    );
  }

  #answer({ method, url = '/' }: IncomingMessage, response: ServerResponse): void {
    const answer = this.#routes.get(url.replace(/\?.*$/s, ''));
    if (method !== 'GET' && method !== 'HEAD') send(response, 405, `only GET\n`);
    else if (answer === undefined) send(response, 404, `${[...this.#routes.keys()].join('\n')}\n`);
    else {
      const { status, body, contentType } = answer();
      send(response, status, body, contentType);
    }
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  response.end(body); // Node leaves the body of a HEAD out.
}

/** `http://[::1]:9180` where the host is an IPv6 address. */
export function urlOf({ host, port }: StatusAddress): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
