import { Client } from '@opensearch-project/opensearch';
import type { WallboardAnswer } from './figures.ts';

/** Asked in this order: the first one that has values is shown. */
const fields = ['url.path', 'log.level', 'log.file.path'] as const;
const topCount = 5;
/** Documents come in bulks and are seen at a refresh, each once a second: over less than this a rate only flickers. */
const rateSpanMs = 10_000;

interface Answer {
  readonly hits: { readonly total: { readonly value: number } };
  readonly aggregations?: Record<string, { readonly buckets: readonly { key: string; doc_count: number }[] }>;
}

/** Asks OpenSearch what it holds; the rate is what was added in the last ten seconds. */
export class WallboardQuery {
  readonly #client: Client;
  readonly #index: string;
  /** Earlier looks, the oldest first. */
  #looks: { readonly documents: number; readonly atMs: number }[] = [];

  constructor(url: string, indexPrefix: string) {
    this.#client = new Client({ node: url, maxRetries: 0, requestTimeout: 5_000 });
    this.#index = `${indexPrefix}-*`;
  }

  /** Undefined where OpenSearch does not answer: the board then keeps its last frame. */
  async ask(nowMs: number): Promise<WallboardAnswer | undefined> {
    const aggs = Object.fromEntries(fields.map((field) => [field, { terms: { field, size: topCount } }]));
    const answer = await this.#client
      .search({
        index: this.#index,
        ignore_unavailable: true,
        body: { size: 0, track_total_hits: true, aggs },
      })
      .catch(() => undefined);
    return answer === undefined ? undefined : this.#read(answer.body as unknown as Answer, nowMs); // As asked for above.
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #read({ hits, aggregations = {} }: Answer, nowMs: number): WallboardAnswer {
    const documents = hits.total.value;
    this.#looks = [
      ...this.#looks.filter(({ atMs }) => nowMs - atMs <= rateSpanMs),
      { documents, atMs: nowMs },
    ];
    const [oldest = { documents, atMs: nowMs }] = this.#looks;
    const seconds = (nowMs - oldest.atMs) / 1000;
    const added = documents - oldest.documents;
    const field = fields.find((name) => (aggregations[name]?.buckets.length ?? 0) > 0) ?? fields[0];
    const top = (aggregations[field]?.buckets ?? []).map(({ key, doc_count }) => ({
      value: key,
      count: doc_count,
    }));
    return { documents, eventsPerSecond: seconds > 0 ? Math.max(0, added) / seconds : 0, field, top };
  }
}
