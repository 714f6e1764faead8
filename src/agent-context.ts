import type { KinesisAddress, KinesisConnection } from './aws/kinesis-client.ts';
import type { Clock, Random } from './flow/clock.ts';
import type { AgentTelemetry } from './telemetry/agent.ts';

/** What an agent is given from outside: time, chance, the way to Kinesis, the machine, and how to stop. */
export interface AgentContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly connect: (address: KinesisAddress) => KinesisConnection;
  readonly telemetry: AgentTelemetry;
  readonly hostName: string;
  /** What tells this machine from a clone of it. */
  readonly machineId: string;
  /** Ends the reading; what was read is still delivered. */
  readonly stop: AbortSignal;
  /** Ends everything at once; what is not acknowledged is read again after a restart. */
  readonly force: AbortSignal;
}
