import type { Writable } from 'node:stream';
import type { Document } from '../document/document.ts';
import type { Sink } from '../flow/seams.ts';
import { bulkLimits } from './opensearch/limits.ts';
import type { OpenSearchOutputOptions } from './opensearch/options.ts';
import { OpenSearchSink, type OpenSearchSinkEvents } from './opensearch/sink.ts';
import type { StdoutOutputOptions } from './stdout/options.ts';
import { StdoutSink } from './stdout/sink.ts';

/** Where a consumer may write: one type of output a line, in step with `config/consumer-options.ts`. */
export type DocumentOutputOptions = OpenSearchOutputOptions | StdoutOutputOptions;

/** A sink of documents with what the delivery in front of it has to know. */
export interface DocumentSink {
  readonly sink: Sink<Document>;
  /** Sets up what the sink needs before its first write; repeatable. */
  readonly prepare: (signal: AbortSignal) => Promise<void>;
  readonly indexPrefix: string;
  readonly lingerMs: number;
  readonly callsMax: number;
  readonly pendingBytesMax: number;
}

export function createDocumentSink(
  options: DocumentOutputOptions,
  events: OpenSearchSinkEvents,
  stdout: Writable,
): DocumentSink {
  switch (options.type) {
    case 'opensearch': {
      const { indexPrefix, flushDelayMs, callsMax, pendingBytesMax } = options;
      const sink = new OpenSearchSink(options, events);
      return {
        sink,
        prepare: (signal) => sink.prepare(signal),
        indexPrefix,
        lingerMs: flushDelayMs,
        callsMax,
        pendingBytesMax,
      };
    }
    case 'stdout': {
      const sink = new StdoutSink(stdout, (documents) => events.documentsStored(documents, 0));
      const pendingBytesMax = bulkLimits.bodyBytesMax;
      return {
        sink,
        prepare: async () => {},
        indexPrefix: 'logs',
        lingerMs: 0,
        callsMax: 1,
        pendingBytesMax,
      };
    }
  }
}
