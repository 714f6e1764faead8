import { Counters } from './counters.ts';
import type { Logger } from './log.ts';
import { type Failure, Outage } from './outage.ts';

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
  /** Of reading, over all shards, and of writing. */
  readonly #sourceOutage: Outage;
  readonly #outputOutage: Outage;
  readonly #throttling: Outage;

  constructor(log: Logger, nowMs: () => number = Date.now) {
    this.#log = log;
    this.#sourceOutage = new Outage(log, nowMs, { over: 'Kinesis reachable again', calmMs: 3_000 });
    this.#outputOutage = new Outage(log, nowMs, { over: 'the output takes documents again', calmMs: 3_000 });
    this.#throttling = new Outage(log, nowMs, { over: 'Kinesis throttles no more', calmMs: 30_000 });
  }

  started(details: { stream: string; output: string }): void {
    this.#sourceOutage.over();
    this.#outputOutage.over();
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

  sourceWaiting({ code, message, hint }: Error & Omit<Failure, 'reason'>): void {
    this.#sourceOutage.failed({ code, hint }, 'error', `${message}; trying again`);
  }

  outputWaiting({ code, message, hint }: Error & Omit<Failure, 'reason'>): void {
    this.#outputOutage.failed({ code, hint }, 'error', `${message}; trying again`);
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
    this.#sourceOutage.worked();
    this.#outputOutage.look();
    this.#throttling.worked();
  }

  readFailed(shardId: string, { code, message, hint }: Error & Omit<Failure, 'reason'>): void {
    this.#sourceOutage.failed({ code, hint }, 'warn', `${message}; trying again`, { shardId });
  }

  readThrottled(shardId: string): void {
    this.counts.add('readsThrottled', 1, shardId);
    this.#throttling.failed({ code: 'throttled' }, 'warn', 'Kinesis throttles: read again as it allows', {
      shardId,
    });
  }

  eventsDecoded(events: number): void {
    this.counts.add('eventsDecoded', events);
  }

  documentsStored(created: number, duplicates: number): void {
    this.counts.add('documentsIndexed', created);
    this.counts.add('documentsDuplicate', duplicates);
    this.#outputOutage.worked();
  }

  retrying(documents: number, failure: Failure): void {
    this.counts.add('documentsRetried', documents);
    this.#outputOutage.failed(failure, 'warn', 'documents are sent again', { documents });
  }

  deadLettered(code: string, reason: string, place: string): void {
    this.counts.add('deadLetters', 1, code);
    this.#log.error({ code, reason, place }, 'kept as dead letter');
  }
}
