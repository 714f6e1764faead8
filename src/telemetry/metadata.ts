import type { Logger } from './log.ts';

/** What was found out about where an agent, or what it reads, runs. */
export class MetadataTelemetry {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  metadataRead(type: string, fields: object): void {
    this.#log.info({ type, ...fields }, 'metadata of where the agent runs');
  }

  metadataMissing(type: string, { message, hint }: Error & { hint?: string | undefined }): void {
    this.#log.warn(
      { type, reason: message, hint },
      'metadata is not to be had: events are shipped without it',
    );
  }
}
