import { Counters } from './counters.ts';
import type { Logger } from './log.ts';

type AgentCount =
  | 'bytesRead'
  | 'linesRead'
  | 'linesUnparsed'
  | 'filesOpened'
  | 'filesRotated'
  | 'filesTruncated'
  | 'filesUnreadable'
  | 'filesCopied'
  | 'filesGone'
  | 'filesDeleted'
  | 'bytesVanished'
  | 'recordsPut'
  | 'eventsPut'
  | 'bytesPut'
  | 'recordsThrottled'
  | 'recordsRetried'
  | 'eventsDeadLettered';

/** How many unparsed lines are shown as samples before only the count goes on. */
const unparsedSamplesMax = 5;

/** Whatever happens in an agent is counted and logged here, in one place. */
export class AgentTelemetry {
  readonly counts = new Counters<AgentCount>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  started(details: { agentId: string; stream: string; shardIds: readonly string[] }): void {
    const { agentId, stream, shardIds } = details;
    for (const shardId of shardIds) this.counts.add('recordsPut', 0, shardId); // A shard without records shows as 0.
    this.#log.info({ agentId, stream, shards: shardIds.length }, 'agent started');
  }

  stopped(): void {
    const { counts } = this;
    const details = {
      lines: counts.get('linesRead'),
      records: counts.get('recordsPut'),
      events: counts.get('eventsPut'),
    };
    this.#log.info(details, 'agent stopped');
  }

  /** The road's far end does not answer yet; the agent waits for it. */
  waiting(error: Error & { hint?: string | undefined }, waitMs: number): void {
    this.#log.error({ waitMs, ...hinted(error) }, `${error.message}; trying again`);
  }

  linesRead(lines: number, bytes: number): void {
    this.counts.add('linesRead', lines);
    this.counts.add('bytesRead', bytes);
  }

  linesUnparsed(count: number, path: string, format: string, sample: string): void {
    const before = this.counts.get('linesUnparsed');
    this.counts.add('linesUnparsed', count);
    if (before >= unparsedSamplesMax) return;
    const details = { path, format, sample: sample.slice(0, 200) };
    this.#log.warn(details, 'a line is not of its format: kept whole as message, with error.type');
  }

  formatChosen(path: string, format: string): void {
    this.#log.info({ path, format }, 'format chosen by the first line');
  }

  fileOpened(path: string, offset: number): void {
    this.counts.add('filesOpened');
    this.#log.info({ path, offset }, 'reading file');
  }

  fileUnreadable(path: string, error: unknown): void {
    this.counts.add('filesUnreadable');
    const reason = error instanceof Error ? error.message : String(error);
    const hint = /EACCES|EPERM/.test(reason)
      ? 'give the user that runs the agent the right to read it, such as membership of the group adm'
      : undefined;
    this.#log.error(
      { path, reason, ...(hint !== undefined && { hint }) },
      'cannot read file; the others go on',
    );
  }

  fileSkipped(path: string, reason: string): void {
    this.#log.info({ path, reason }, 'file left out');
  }

  fileTruncated(path: string, offset: number): void {
    this.counts.add('filesTruncated');
    this.#log.warn(
      { path, offset },
      'file was cut, or written anew: read from its beginning; a copy of what it held is read on where one is found',
    );
  }

  fileRotated(path: string): void {
    this.counts.add('filesRotated');
    this.#log.info({ path }, 'file rotated away: read on to its end');
  }

  fileCopied(path: string, original: string): void {
    this.counts.add('filesCopied');
    this.#log.info({ path, original }, 'file is a copy of one that is read already: not shipped again');
  }

  fileGone(path: string, offset: number, vanishedBytes: number): void {
    this.counts.add('filesGone');
    this.counts.add('bytesVanished', vanishedBytes);
    this.#log.warn(
      { path, offset, vanishedBytes },
      'file is gone and no copy of it was found: what it held beyond the offset was not read',
    );
  }

  fileDeleted(path: string): void {
    this.counts.add('filesDeleted');
    this.#log.info({ path }, 'file deleted: all of it is acknowledged');
  }

  filesOpenRaised(open: number, filesOpenMax: number): void {
    this.#log.error(
      { open, filesOpenMax },
      'more rotated files wait to be acknowledged than filesOpenMax allows: kept open beyond it, for else they may be lost; see why the stream takes so little, or raise it',
    );
  }

  readingPaused(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#log.error({ reason }, 'reading waits until the positions can be written');
  }

  readingResumed(): void {
    this.#log.info('the positions can be written again: reading goes on');
  }

  folderNotWatched(path: string, reason: string): void {
    this.#log.warn(
      { path, reason, hint: 'raise fs.inotify.max_user_watches, or name fewer folders in paths' },
      'cannot watch folders for new files: looked at every second instead',
    );
  }

  recordStored(shardId: string, record: { readonly data: Uint8Array; readonly events: number }): void {
    this.counts.add('recordsPut', 1, shardId);
    this.counts.add('eventsPut', record.events, shardId);
    this.counts.add('bytesPut', record.data.length, shardId);
  }

  shardThrottled(shardId: string): void {
    this.counts.add('recordsThrottled', 1, shardId);
  }

  shardMoved(predicted: string, actual: string): void {
    this.#log.info({ predicted, actual }, 'the stream was resharded: shards are listed anew');
  }

  retrying(records: number, failure: { code: string; reason: string }, waitMs: number): void {
    this.counts.add('recordsRetried', records);
    this.#log.warn({ records, waitMs, ...failure }, 'records will be put again');
  }

  deadLettered(events: number, failure: { code: string; reason: string }, path: string): void {
    this.counts.add('eventsDeadLettered', events);
    this.#log.error({ events, ...failure, path }, 'a record was refused for good: kept as dead letter');
  }
}

function hinted(error: { hint?: string | undefined }) {
  return error.hint === undefined ? {} : { hint: error.hint };
}
