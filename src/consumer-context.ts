import type { Writable } from 'node:stream';
import type { Clock, Random } from './flow/clock.ts';
import type { ConsumerTelemetry } from './telemetry/consumer.ts';

/** What a consumer is given from outside: time, chance, and how to stop. */
export interface ConsumerContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: ConsumerTelemetry;
  readonly stdout: Writable;
  /** Ends the reading; what was read is still delivered. */
  readonly stop: AbortSignal;
  /** Ends everything at once; what is not acknowledged is read again after a restart. */
  readonly force: AbortSignal;
}
