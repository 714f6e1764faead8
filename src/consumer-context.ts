import type { Writable } from 'node:stream';
import type { AwsAddress } from './aws/client-config.ts';
import type { KinesisConnection } from './aws/kinesis-client.ts';
import type { Clock, Random } from './flow/clock.ts';
import type { ConsumerTelemetry } from './telemetry/consumer.ts';

/** What a consumer is given from outside: time, chance, the way to Kinesis, and how to stop. */
export interface ConsumerContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly connect: (address: AwsAddress) => KinesisConnection;
  readonly telemetry: ConsumerTelemetry;
  readonly stdout: Writable;
  /** Ends the reading; what was read is still delivered. */
  readonly stop: AbortSignal;
  /** Ends everything at once; what is not acknowledged is read again after a restart. */
  readonly force: AbortSignal;
}
