import type { Readable } from 'node:stream';
import type { AwsAddress } from './aws/client-config.ts';
import type { FirehoseConnection } from './aws/firehose-client.ts';
import type { KinesisConnection } from './aws/kinesis-client.ts';
import type { AgentOptions } from './config/agent-options.ts';
import type { Clock, Random } from './flow/clock.ts';
import type { KnownFile } from './record/position.ts';
import type { AgentTelemetry } from './telemetry/agent.ts';

/** What an agent is given from outside: time, chance, the way to Kinesis, the machine, and how to stop. */
export interface AgentContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly connect: (address: AwsAddress) => KinesisConnection;
  /** The way to Firehose, where it is another than the SDK's. */
  readonly connectFirehose?: (address: AwsAddress) => FirehoseConnection;
  readonly telemetry: AgentTelemetry;
  readonly hostName: string;
  /** What tells this machine from a clone of it. */
  readonly machineId: string;
  /** What an input `stdin` reads. */
  readonly stdin?: Readable;
  /** Where ECS names its metadata endpoint. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the reading; what was read is still delivered. */
  readonly stop: AbortSignal;
  /** Ends everything at once; what is not acknowledged is read again after a restart. */
  readonly force: AbortSignal;
  /** The data folders of all flows of the agent: what is in them is never shipped. */
  readonly ownFolders?: () => readonly string[];
  /** The log that this process writes, where that is a file: `device:inode`. */
  readonly logKey?: string | undefined;
  /** Hears that the stream has answered: from here on nothing that Kinesis says ends the agent. */
  readonly started?: () => void;
  /** New configurations, where they may come while it runs. */
  readonly reloads?: AgentReloads;
  /** Is given a way to read the positions; it works until the agent has ended. */
  readonly showPositions?: (files: () => readonly KnownFile[]) => void;
}

/** New configurations for an agent that runs. The data folder stays the same in all of them. */
export interface AgentReloads {
  /** Aborts when there is one to be taken. */
  readonly changed: AbortSignal;
  /** The newest; from here on `changed` is about the next. */
  take(): AgentOptions;
}
