import type { Clock } from '../flow/clock.ts';
import type { SpoolDisk } from './disk.ts';

/** What the spool has to tell; each is logged and counted in one place. */
export interface SpoolEvents {
  /** How much of the bound it takes on the disk; at each change. */
  spoolBytes(bytes: number, bytesMax: number): void;
  /** Nothing more is taken until something is acknowledged. */
  spoolFull(bytesMax: number): void;
  spoolHasRoom(): void;
  /** The disk takes nothing: what comes in waits until it does. */
  spoolNotWritten(path: string, error: unknown): void;
  spoolWritten(): void;
  /** What stood there is lost; what stands behind it is read. */
  spoolDamaged(path: string, offset: number, bytes: number): void;
  /** Its last bytes are of a message that was being written when the agent ended: nobody was told that it is safe. */
  spoolTorn(path: string, offset: number, bytes: number): void;
  spoolUnreadable(path: string, error: unknown): void;
  /** All of this segment is acknowledged, and it is deleted. */
  segmentEnded(generation: string): void;
}

export interface SpoolOptions {
  readonly folder: string;
  /** It takes no more on the disk. */
  readonly bytesMax: number;
  readonly clock: Clock;
  readonly events: SpoolEvents;
  /** Mints the name of a segment; unique over all segments, files and hosts. */
  readonly mintGeneration: () => string;
  readonly disk?: SpoolDisk;
}

/** A segment is the unit of deletion: at most an eighth of the bound, so that room comes back while others wait. */
const segmentBytesMost = 16 * 1024 * 1024;
const segmentsMin = 8;

export function segmentBytesMax(bytesMax: number): number {
  return Math.min(segmentBytesMost, Math.floor(bytesMax / segmentsMin));
}

/** The smallest bound: two of the longest frames are to fit in a segment. */
export const spoolBytesMin = 16 * 1024 * 1024;

/** Messages that wait in memory for the disk, of senders that cannot be held up. */
export const offeredBytesMax = 4 * 1024 * 1024;

/** What is written with one sync at most. */
export const groupBytesMax = 1024 * 1024;

/** Between two attempts to write to a disk that takes nothing, ms: room is made by people. */
export const writeRetryDelayMs = 1_000;

/** What is read of a segment at a time. */
export const windowBytes = 256 * 1024;

/** How often the agent looks up where nothing comes, ms. */
export const idleDelayMs = 100;
