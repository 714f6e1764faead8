import { type ApiResponse, Client } from '@opensearch-project/opensearch';
import type { Document } from '../../document/document.ts';
import { indexTemplate } from '../../document/template.ts';
import type { Sink, WriteOutcome } from '../../flow/seams.ts';
import { toSinkError } from './errors.ts';
import type { OpenSearchOutputOptions } from './options.ts';
import { type BulkItem, judgeBulk } from './outcome.ts';

/** What the sink has to tell; each is logged and counted in one place. */
export interface OpenSearchSinkEvents {
  documentsStored(created: number, duplicates: number): void;
  templateInstalled(name: string): void;
}

/** A bulk of 5 MiB takes seconds on a busy cluster; an answer this late will not come. */
const requestTimeoutMs = 60_000;

/** Only what the judgement needs: an answer for 5,000 documents shrinks from 1 MB to 100 kB. */
const answerFields = 'errors,items.*.status,items.*.error.type,items.*.error.reason';

/** Writes documents with `_bulk` and `create`, so that a repeat is recognised by its id. */
export class OpenSearchSink implements Sink<Document> {
  readonly #client: Client;
  readonly #options: OpenSearchOutputOptions;
  readonly #events: OpenSearchSinkEvents;

  constructor(options: OpenSearchOutputOptions, events: OpenSearchSinkEvents) {
    const { nodes, username, password } = options;
    this.#options = options;
    this.#events = events;
    this.#client = new Client({
      nodes: [...nodes],
      maxRetries: 0, // The delivery repeats, with every document's own verdict.
      requestTimeout: requestTimeoutMs,
      ...(username !== undefined && { auth: { username, password: password ?? '' } }),
    });
  }

  /** OpenSearch answers there. */
  async check(signal: AbortSignal): Promise<void> {
    await this.#call('reach OpenSearch', signal, () =>
      this.#client.transport.request({ method: 'GET', path: '/' }),
    );
  }

  /** Installs the index template. Without it OpenSearch would quietly guess a mapping from the first document. */
  async prepare(signal: AbortSignal): Promise<void> {
    const name = `kinship-${this.#options.indexPrefix}`;
    await this.#call(`install the index template "${name}"`, signal, () =>
      this.#client.transport.request({
        method: 'PUT',
        path: `/_index_template/${name}`,
        body: indexTemplate(this.#options.indexPrefix),
      }),
    );
    this.#events.templateInstalled(name);
  }

  async write(batch: readonly Document[], signal: AbortSignal): Promise<WriteOutcome> {
    const answer = await this.#call('write documents', signal, () =>
      this.#client.transport.request({
        method: 'POST',
        path: '/_bulk',
        querystring: { filter_path: answerFields },
        bulkBody: bulkBody(batch),
      }),
    );
    const outcome = judgeBulk(itemsOf(answer.body), batch.length);
    this.#events.documentsStored(outcome.stored.length - outcome.duplicates, outcome.duplicates);
    return outcome;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #call(
    doing: string,
    signal: AbortSignal,
    call: () => Promise<ApiResponse> & { abort(): void },
  ): Promise<ApiResponse> {
    const request = call();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await request;
    } catch (error) {
      throw toSinkError(error, doing, this.#options.nodes.map(withoutPassword).join(', '));
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}

function bulkBody(batch: readonly Document[]): string {
  let body = '';
  for (const { index, id, source } of batch)
    body += `{"create":{"_index":"${index}","_id":"${id}"}}\n${source}\n`;
  return body;
}

function itemsOf(body: unknown): readonly (BulkItem | undefined)[] {
  const { items } = body as { items?: readonly { create?: BulkItem }[] }; // The answer of `_bulk`.
  return (items ?? []).map((item) => item.create);
}

function withoutPassword(node: string): string {
  const url = new URL(node);
  url.username = '';
  url.password = '';
  return url.href;
}
