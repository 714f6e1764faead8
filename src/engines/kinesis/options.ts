import type { EngineOptions } from '../engine.ts';

/** What Kinesis takes beyond what every engine does. */
export interface KinesisOptions extends EngineOptions {
  /** Exactly this emulator, as a process, whatever else the machine has. Without it, the first way that is open. */
  readonly kind?: 'kinship-local' | 'kinesalite' | 'kinesis-local';
  /** More environment for kinesis-local, for example what docker-compose sets. */
  readonly environment?: Readonly<Record<string, string>>;
}
