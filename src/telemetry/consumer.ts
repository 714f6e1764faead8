import { Counters } from './counters.ts';
import type { Logger } from './log.ts';

type ConsumerCount =
  | 'recordsRead'
  | 'bytesRead'
  | 'eventsDecoded'
  | 'documentsIndexed'
  | 'documentsDuplicate'
  | 'documentsRetried'
  | 'deadLetters'
  | 'readsThrottled';

/** Whatever happens in a consumer is counted and logged here, in one place. */
export class ConsumerTelemetry {
  readonly counts = new Counters<ConsumerCount>();
  /** How far each shard is behind its tip, ms. */
  readonly behindMs = new Map<string, number>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  started(details: { stream: string; output: string }): void {
    this.#log.info(details, 'consumer started');
  }

  stopped(): void {
    const { counts } = this;
    const details = {
      records: counts.get('recordsRead'),
      indexed: counts.get('documentsIndexed'),
      duplicates: counts.get('documentsDuplicate'),
      deadLetters: counts.get('deadLetters'),
    };
    this.#log.info(details, 'consumer stopped');
  }

  waiting(error: Error & { hint?: string | undefined }, waitMs: number): void {
    this.#log.error(
      { waitMs, ...(error.hint !== undefined && { hint: error.hint }) },
      `${error.message}; trying again`,
    );
  }

  templateInstalled(name: string): void {
    this.#log.info({ name }, 'index template installed');
  }

  clockAhead(earlierMs: number): void {
    this.#log.warn(
      { earlierMs, hint: 'set this machine’s clock' },
      'the clock of this machine is ahead of that of Kinesis: reading starts so much earlier',
    );
  }

  shardStarted(shardId: string, from: string): void {
    this.#log.info({ shardId, from }, 'reading shard');
  }

  shardEnded(shardId: string): void {
    this.behindMs.delete(shardId);
    this.#log.info({ shardId }, 'shard read to its end');
  }

  shardMissed(shardId: string): void {
    this.#log.warn(
      { shardId },
      'the stored place in the shard is trimmed or gone: reading on from its oldest record',
    );
  }

  recordsRead(shardId: string, records: number, bytes: number, behindMs: number): void {
    this.counts.add('recordsRead', records, shardId);
    this.counts.add('bytesRead', bytes);
    this.behindMs.set(shardId, behindMs);
  }

  readFailed(shardId: string, error: Error & { hint?: string | undefined }, waitMs: number): void {
    const details = { shardId, waitMs, ...(error.hint !== undefined && { hint: error.hint }) };
    this.#log.warn(details, `${error.message}; trying again`);
  }

  readThrottled(shardId: string): void {
    this.counts.add('readsThrottled', 1, shardId);
  }

  eventsDecoded(events: number): void {
    this.counts.add('eventsDecoded', events);
  }

  documentsStored(created: number, duplicates: number): void {
    this.counts.add('documentsIndexed', created);
    this.counts.add('documentsDuplicate', duplicates);
  }

  retrying(documents: number, failure: { code: string; reason: string }, waitMs: number): void {
    this.counts.add('documentsRetried', documents);
    this.#log.warn({ documents, waitMs, ...failure }, 'documents will be sent again');
  }

  deadLettered(code: string, reason: string, place: string): void {
    this.counts.add('deadLetters', 1, code);
    this.#log.error({ code, reason, place }, 'kept as dead letter');
  }
}
