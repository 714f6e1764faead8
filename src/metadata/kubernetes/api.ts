import { readFile } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { jsonOf, MetadataError } from '../ask.ts';
import type { KubernetesOptions } from './options.ts';

/** The right that the agent's service account needs. */
const rightHint = 'give its service account a role that may get pods (and namespaces, for namespaceLabels)';

/** The API server of Kubernetes, asked by what a pod's service account brings. */
export class KubernetesApi {
  readonly #endpoint: string | undefined;
  readonly #options: KubernetesOptions;

  constructor(options: KubernetesOptions, env: Readonly<Record<string, string | undefined>>) {
    this.#options = options;
    this.#endpoint = options.endpoint?.replace(/\/$/, '') ?? endpointOf(env);
  }

  /** One object; undefined where there is none of this name. Throws a MetadataError. */
  async get(path: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined> {
    if (this.#endpoint === undefined)
      throw new MetadataError(
        'KUBERNETES_SERVICE_HOST is not set',
        'Kubernetes sets it in its pods; elsewhere name the endpoint',
      );
    const url = `${this.#endpoint}${path}`;
    const { status, body } = await this.#ask(url, signal).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
      throw new MetadataError(
        `GET ${url}: ${signal.aborted ? 'no answer in time' : reason}`,
        undefined,
        cause,
      );
    });
    if (status === 404) return undefined;
    if (status === 401 || status === 403)
      throw new MetadataError(`GET ${url} was answered with ${status}`, rightHint);
    if (status !== 200) throw new MetadataError(`GET ${url} was answered with ${status}`);
    return jsonOf(body, url);
  }

  /** Not by fetch, which takes no certificate authority of one's own. */
  async #ask(url: string, signal: AbortSignal): Promise<{ readonly status: number; readonly body: string }> {
    const isSecure = url.startsWith('https:');
    const token = (await readFile(this.#options.tokenFile, 'utf8')).trim();
    const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
    const options = isSecure ? { ca: await readFile(this.#options.caFile) } : {};
    return new Promise((resolve, reject) => {
      const request = isSecure ? requestHttps : requestHttp;
      request(url, { headers, signal, ...options }, (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      })
        .on('error', reject)
        .end();
    });
  }
}

function endpointOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = env;
  if (host === '') return undefined;
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
