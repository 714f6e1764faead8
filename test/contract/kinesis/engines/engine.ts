import type { Address, Patience } from '../clients.ts';

/** The engines that the contract's page tells about. */
export const engineNames = ['kinship local', 'kinesalite', 'kinesis-local', 'ferrokinesis'] as const;
export type EngineName = (typeof engineNames)[number];

/** An engine that can be started, on data of its own. */
export interface EngineUnderTest {
  readonly name: string;
  /** Whose list of deviations holds for it; undefined where it must do everything. */
  readonly listed: EngineName | undefined;
  readonly patience: Patience;
  readonly pushesOver: Address['pushesOver'];
  /** The folder is empty, and goes afterwards. */
  start(folder: string): Promise<RunningEngine>;
}

export interface RunningEngine extends Pick<Address, 'url'> {
  stop(): Promise<void>;
}
