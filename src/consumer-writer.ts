import { join } from 'node:path';
import type { ConsumerOptions } from './config/consumer-options.ts';
import type { ConsumerContext } from './consumer-context.ts';
import { type Document, toDocument } from './document/document.ts';
import { Commits } from './flow/commits.ts';
import { Delivery } from './flow/deliver.ts';
import { InOrder } from './flow/in-order.ts';
import type { ItemFailure } from './flow/seams.ts';
import { untilReady } from './flow/until-ready.ts';
import type { CheckpointStore, ShardCheckpoint } from './record/checkpoint.ts';
import type { IncomingRecord } from './record/incoming.ts';
import { reasonOf } from './record/reason.ts';
import { DeadLetterFile } from './sinks/deadletter/file.ts';
import { createDocumentSink, type DocumentSink } from './sinks/index.ts';
import { bulkLimits } from './sinks/opensearch/limits.ts';
import { type DecodedEvent, DecodeError, decodeRecord } from './wire/decode.ts';

/** Acknowledgements within this time share one write; a crash in between reads again what they covered. */
const commitDelayMs = 500;
/** What `{"create":{"_index":…,"_id":…}}` and two newlines add to a document in a bulk body. */
const actionLineBytes = 80;

/** A record on its way, and how many of its documents are not safe yet. */
interface OpenRecord {
  readonly record: Omit<IncomingRecord, 'data'>;
  open: number;
  /** Gives the sequence numbers that may now be committed. */
  readonly settle: () => readonly string[];
}

interface OpenDocument {
  readonly document: Document;
  readonly from: OpenRecord;
}

/** Records → events → documents → _bulk → checkpoints. */
export class ConsumerWriter {
  readonly #context: ConsumerContext;
  readonly #output: DocumentSink;
  readonly #delivery: Delivery<OpenDocument>;
  readonly #deadLetters: DeadLetterFile;
  readonly #commits: Commits<ShardCheckpoint>;
  readonly #inOrder = new Map<string, InOrder<string>>();
  readonly #drained = new Map<string, () => void>();

  constructor(options: ConsumerOptions, context: ConsumerContext, checkpoints: CheckpointStore) {
    const { clock, random, telemetry, stdout, force } = context;
    this.#context = context;
    this.#output = createDocumentSink(options.output, telemetry, stdout);
    this.#deadLetters = new DeadLetterFile(join(options.dataDir, 'dead-letters.jsonl'));
    this.#commits = new Commits({
      keyOf: ({ shardId }) => shardId,
      commit: (values) => checkpoints.set(values),
      delayMs: commitDelayMs,
      clock,
    });
    this.#delivery = new Delivery<OpenDocument>({
      sink: {
        check: (signal) => this.#output.sink.check(signal),
        write: (batch, signal) =>
          this.#output.sink.write(
            batch.map(({ document }) => document),
            signal,
          ),
        close: () => this.#output.sink.close(),
      },
      sizeOf: ({ document }) => Buffer.byteLength(document.source) + actionLineBytes,
      limits: {
        batchItemsMax: bulkLimits.documentsMax,
        batchBytesMax: bulkLimits.bodyBytesMax,
        lingerMs: this.#output.lingerMs,
        callsMax: this.#output.callsMax,
        pendingBytesMax: this.#output.pendingBytesMax,
      },
      events: {
        settled: ({ from }) => this.#documentSafe(from),
        refused: ({ document, from }, failure) => this.#refused(document, from.record, failure),
        retrying: (documents, failure) => telemetry.retrying(documents.length, failure),
      },
      clock,
      random,
      signal: force,
    });
  }

  /** Waits until the sink answers and is set up; false where the consumer was stopped before. */
  async start(): Promise<boolean> {
    const { clock, random, telemetry, stop } = this.#context;
    const ready = await untilReady(
      async () => {
        await this.#output.sink.check(stop);
        await this.#output.prepare(stop);
        return true;
      },
      { clock, random, signal: stop, waiting: (error) => telemetry.outputWaiting(error) },
    );
    return ready === true;
  }

  /** Aborts when nothing can be delivered any more; `close` then throws why. */
  get broken(): AbortSignal {
    return this.#delivery.broken;
  }

  /** Takes one record over; waits while too many documents are on their way. */
  async write(record: IncomingRecord): Promise<void> {
    const order = this.#inOrder.get(record.shardId) ?? new InOrder<string>();
    this.#inOrder.set(record.shardId, order);
    // Without its data: behind one record that is stuck, the others must not pile up.
    const { data: _, ...place } = record;
    const from: OpenRecord = { record: place, open: 1, settle: order.add(record.sequenceNumber) };
    const events = await this.#decode(record);
    for (const [subSequenceNumber, event] of events.entries()) {
      const document = await this.#toDocument(event, record, subSequenceNumber);
      if (document === undefined) continue;
      from.open += 1;
      await this.#delivery.push({ document, from });
      if (this.#context.force.aborted) return;
    }
    this.#documentSafe(from); // The one that `open` began with: a record without events is safe at once.
  }

  /** Resolves when everything read of the shard is safe. */
  async drained(shardId: string): Promise<void> {
    if ((this.#inOrder.get(shardId)?.size ?? 0) === 0) return;
    const given = AbortSignal.any([this.#context.force, this.broken]);
    await new Promise<void>((resolve) => {
      this.#drained.set(shardId, resolve);
      given.addEventListener('abort', () => resolve(), { once: true });
      if (given.aborted) resolve();
    });
  }

  /** The last record of a closed shard is safe. */
  shardEnded(shardId: string): void {
    this.#commits.add([{ shardId, checkpoint: { kind: 'shardEnd' } }]);
    this.#commits.flush();
  }

  /** Gives up: there is no use in delivering what cannot be remembered. */
  abort(reason: unknown): void {
    this.#delivery.abort(reason);
  }

  /** Resolves when all that was read is safe and its checkpoints are on the disk. */
  async close(): Promise<void> {
    try {
      await this.#delivery.close();
    } finally {
      this.#commits.flush();
      await this.#deadLetters.close();
      await this.#output.sink.close();
    }
  }

  async #decode(record: IncomingRecord): Promise<readonly DecodedEvent[]> {
    try {
      const { events } = await decodeRecord(record.data);
      this.#context.telemetry.eventsDecoded(events.length);
      return events;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      await this.#deadLetter({ code: 'undecodable', reason: error.message }, record, { data: record.data });
      return [];
    }
  }

  async #toDocument(event: DecodedEvent, record: IncomingRecord, subSequenceNumber: number) {
    try {
      return toDocument(event, { record, subSequenceNumber }, this.#output.indexPrefix);
    } catch (error) {
      // A time beyond what a date can be, or nesting too deep: nothing of it may stop its neighbours.
      const reason = reasonOf(error);
      await this.#deadLetter({ code: 'undocumentable', reason }, record, {
        data: record.data,
        subSequenceNumber,
      });
      return undefined;
    }
  }

  async #refused(
    { index, id, source }: Document,
    record: OpenRecord['record'],
    failure: ItemFailure,
  ): Promise<void> {
    await this.#deadLetter(failure, record, { document: { index, id, source } });
  }

  async #deadLetter(
    { code, reason }: { code: string; reason: string },
    record: OpenRecord['record'],
    what: { data?: Uint8Array; document?: Document; subSequenceNumber?: number },
  ): Promise<void> {
    const { stream, shardId, sequenceNumber, partitionKey } = record;
    const { subSequenceNumber, ...content } = what;
    const origin = {
      stream,
      shardId,
      sequenceNumber,
      partitionKey,
      ...(subSequenceNumber !== undefined && { subSequenceNumber }),
    };
    await this.#deadLetters.write({ code, reason, origin, ...content }, this.#context.clock.nowMs());
    this.#context.telemetry.deadLettered(code, reason, `${shardId} ${sequenceNumber}`);
  }

  #documentSafe(from: OpenRecord): void {
    from.open -= 1;
    if (from.open > 0) return;
    const { shardId } = from.record;
    const last = from.settle().at(-1);
    if (last === undefined) return;
    this.#commits.add([{ shardId, checkpoint: { kind: 'sequence', sequenceNumber: last } }]);
    if (this.#inOrder.get(shardId)?.size === 0) this.#drained.get(shardId)?.();
  }
}
