import { Counters } from './counters.ts';
import type { Logger } from './log.ts';

/** What became of the flows of an agent by a new configuration, by name. */
export interface FlowChanges {
  readonly started: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** New configurations of a whole agent: counted and logged here. */
export class ReloadTelemetry {
  readonly counts = new Counters<'reloads'>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
    this.counts.add('reloads', 0, 'taken');
    this.counts.add('reloads', 0, 'refused');
  }

  taken({ started, changed, removed }: FlowChanges): void {
    this.counts.add('reloads', 1, 'taken');
    this.#log.info({ started, changed, removed }, 'configuration read anew: the other flows go on');
  }

  unchanged(): void {
    this.#log.info('the configuration is as it was');
  }

  /** `reason` is for people, and names file, line and column where that is known. */
  refused(reason: string): void {
    this.counts.add('reloads', 1, 'refused');
    this.#log.error({ reason }, 'new configuration refused: the one before goes on');
  }
}
