import type { Clock } from '../../flow/clock.ts';
import type { PositionStore } from '../../record/position.ts';
import type { FileInputOptions } from './options.ts';

/** What the source has to tell; each is logged and counted in one place. */
export interface FileEvents {
  fileOpened(path: string, offset: number): void;
  fileUnreadable(path: string, error: unknown): void;
  fileSkipped(path: string, reason: string): void;
  fileTruncated(path: string, offset: number): void;
  fileRotated(path: string): void;
  fileGone(path: string, offset: number): void;
}

export interface FileSourceOptions {
  readonly inputs: readonly FileInputOptions[];
  readonly store: PositionStore;
  readonly clock: Clock;
  /** Nothing of this life will be read any more. */
  readonly lifeEnded: (generation: string) => void;
  readonly events: FileEvents;
  /** Mints the name of a file's life; unique over all files and hosts. */
  readonly mintGeneration: () => string;
}
