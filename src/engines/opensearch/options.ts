import type { EngineOptions } from '../engine.ts';

/** What OpenSearch takes beyond what every engine does. */
export interface OpenSearchOptions extends EngineOptions {
  /** The Java heap, as Java writes it; 1g without it. */
  readonly heap?: string;
  /** Settings beyond opensearch.yml, for example `indexing_pressure.memory.limit: 8mb` to see real 429s. */
  readonly settings?: Readonly<Record<string, string>>;
}
