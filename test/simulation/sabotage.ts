import type { CheckpointStore } from '../../src/record/checkpoint.ts';
import type { CoreClient } from './core-client.ts';

export type SabotagedClient = Pick<CoreClient, 'send' | 'destroy'>;

/** What a test breaks on purpose, to see the oracle find it. Without any of it a run is honest. */
export interface Sabotage {
  /** Between the programs and the network. */
  readonly wrap?: (network: SabotagedClient) => SabotagedClient;
  /** May change what a consumer that is not running has on its disk. */
  readonly checkpoints?: (store: CheckpointStore) => void;
  /** Where in its file a producer goes on after it was killed, other than at its position. */
  readonly restartAt?: (position: number, read: number) => number;
}
