import type { ReadFile, ReadRange } from './agent-progress.ts';
import { FileTelemetry } from './files.ts';
import type { Logger } from './log.ts';
import { MetadataTelemetry } from './metadata.ts';
import { type Failure, Outage } from './outage.ts';
import { StepTelemetry } from './steps.ts';

/** How many unparsed lines are shown as samples before only the count goes on. */
const unparsedSamplesMax = 5;

/** Whatever happens in an agent is counted and logged here, in one place; of its files in `files.ts`. */
export class AgentTelemetry extends FileTelemetry {
  readonly steps: StepTelemetry;
  readonly metadata: MetadataTelemetry;
  /** The far end does not answer, refuses, or fails. */
  readonly #outage: Outage;
  readonly #throttling: Outage;

  constructor(log: Logger, nowMs: () => number = Date.now) {
    super(log, nowMs);
    this.#outage = new Outage(log, nowMs, { over: 'Kinesis reachable again', calmMs: 3_000 });
    this.#throttling = new Outage(log, nowMs, { over: 'Kinesis throttles no more', calmMs: 30_000 });
    this.steps = new StepTelemetry(log, nowMs());
    this.metadata = new MetadataTelemetry(log);
  }

  /** A start, or a new configuration: the stream is asked first. */
  connecting(limits: { readonly stuckAfterMs: number; readonly flushDelayMs: number }): void {
    this.progress.road = 'connecting';
    this.progress.refusal = undefined;
    this.progress.limits = limits;
  }

  started(details: { agentId: string; stream: string; shardIds: readonly string[] }): void {
    const { agentId, stream, shardIds } = details;
    this.progress.road = 'open';
    this.progress.failure = undefined;
    this.progress.attempted(this.nowMs());
    this.#outage.over();
    for (const shardId of shardIds) this.counts.add('recordsPut', 0, shardId); // A shard without records shows as 0.
    this.log.info({ agentId, stream, shards: shardIds.length }, 'agent started');
  }

  /** Kinesis places records by their keys, and throttling shows only where it happens. */
  shardsHidden(error: Error & { hint?: string | undefined }): void {
    const hint =
      'allow kinesis:DescribeStreamSummary and kinesis:ListShards, to spread records evenly over the shards';
    this.log.warn(
      { reason: error.message, hint },
      'the shards may not be listed: records go by their partition keys',
    );
  }

  /** No more is read; what was read is still delivered. */
  ending(): void {
    this.progress.road = 'ending';
  }

  /** Nothing more will come, and all that came is delivered. */
  inputsEnded(): void {
    this.progress.road = 'ended';
  }

  stopped(): void {
    const { counts, steps } = this;
    steps.tell(this.nowMs());
    this.newFiles.tell();
    const details = {
      lines: counts.get('linesRead'),
      records: counts.get('recordsPut'),
      events: counts.get('eventsPut'),
      ...(steps.filtered.total > 0 && { filtered: steps.filtered.total }),
    };
    this.log.info(details, 'agent stopped');
  }

  /** The road's far end does not answer yet; the agent waits for it. */
  waiting({ code, message, hint }: Error & Omit<Failure, 'reason'>): void {
    this.progress.attempted(this.nowMs());
    this.progress.failed(code, message);
    this.#outage.failed({ code, hint }, 'error', `${message}; trying again`);
  }

  /** The main loop goes on; `isIdle` where there was nothing to read in any file or in the spool. */
  turn(isIdle: boolean): void {
    const nowMs = this.nowMs();
    this.progress.turn(isIdle, nowMs);
    this.steps.turn(nowMs);
    this.#outage.look();
    this.#throttling.look();
    this.newFiles.look();
  }

  /** The bytes of [offset, end) of a file; after them a position may stand at `lineEnd`. */
  chunkRead(file: ReadFile, range: ReadRange, lines: number): void {
    this.counts.add('linesRead', lines);
    this.counts.add('bytesRead', range.end - range.offset);
    this.progress.read(file, range, this.nowMs());
  }

  acknowledged(positions: readonly { readonly generation: string; readonly offset: number }[]): void {
    this.progress.acknowledged(positions, this.nowMs());
  }

  fileEnded(generation: string): void {
    this.progress.fileEnded(generation);
  }

  /** `reasons`: how many lines for which reason. */
  linesUnparsed(reasons: ReadonlyMap<string, number>, path: string, format: string, sample: string): void {
    const before = this.counts.get('linesUnparsed');
    for (const [reason, count] of reasons) this.counts.add('linesUnparsed', count, reason);
    if (before >= unparsedSamplesMax) return;
    const details = { path, format, sample: sample.slice(0, 200) };
    this.log.warn(details, 'a line is not of its format: kept whole as message, with error.type');
  }

  formatChosen(path: string, format: string, reason: string): void {
    this.newFiles.formatChosen(path, format, reason);
  }

  /** The store of positions found damage, or a disk that takes nothing: what it costs, and what to do. */
  positionsTold(message: string, details: object): void {
    this.log.warn(details, message);
  }

  recordStored(shardId: string, record: { readonly data: Uint8Array; readonly events: number }): void {
    this.progress.attempted(this.nowMs());
    this.#outage.worked();
    this.#throttling.worked();
    this.counts.add('recordsPut', 1, shardId);
    this.counts.add('eventsPut', record.events, shardId);
    this.counts.add('bytesPut', record.data.length, shardId);
  }

  shardThrottled(shardId: string): void {
    this.counts.add('recordsThrottled', 1, shardId);
  }

  shardMoved(predicted: string, actual: string): void {
    this.log.info({ predicted, actual }, 'the stream was resharded: shards are listed anew');
  }

  /** These records will be put again; `throttled` is the code of those that came too fast. */
  retrying(records: readonly { readonly shardId: string }[], failure: Failure): void {
    this.progress.attempted(this.nowMs());
    for (const { shardId } of records) this.counts.add('recordsRetried', 1, shardId);
    this.progress.failed(failure.code, failure.reason);
    const details = { records: records.length };
    if (failure.code === 'throttled')
      this.#throttling.failed(
        failure,
        'warn',
        'Kinesis throttles: records are put again as it allows',
        details,
      );
    else if (failure.code === 'denied')
      this.#outage.failed(failure, 'error', 'permission denied: lines wait until it is given', details);
    else this.#outage.failed(failure, 'warn', 'Kinesis takes no records: they are put again', details);
  }

  deadLettered(events: number, failure: { code: string; reason: string }, path: string): void {
    this.counts.add('eventsDeadLettered', events, failure.code);
    this.log.error({ events, ...failure, path }, 'a record was refused for good: kept as dead letter');
  }

  /** Lines that are not sent, and kept as dead letters. */
  linesRefused(count: number, failure: { code: string; reason: string }, path: string, sample: string): void {
    const before = this.counts.get('linesRefused');
    this.counts.add('linesRefused', count);
    this.counts.add('eventsDeadLettered', count, failure.code);
    if (before >= unparsedSamplesMax) return;
    const { code, reason } = failure;
    this.log.warn(
      { code, reason, path, sample: sample.slice(0, 200) },
      'a line is not sent: kept as dead letter',
    );
  }

  reloaded(): void {
    this.log.info('new configuration taken');
  }

  /** A mistake that waiting alone does not mend, in one of several flows: it is told until somebody mends it. */
  flowFailed({ message, hint }: Error & { hint?: string | undefined }, waitMs: number): void {
    this.progress.road = 'connecting';
    this.progress.failure = message;
    this.progress.attempted(this.nowMs());
    this.log.error(
      { waitMs, ...(hint !== undefined && { hint }) },
      `this flow cannot start: ${message}; the others go on, and it is tried again`,
    );
  }
}
