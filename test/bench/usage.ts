/** What a process has used from its start to its end. */
export interface ProcessUsage {
  /** User and system, all threads, s. */
  readonly cpuSeconds: number;
  /** The most memory that was resident at once, bytes. */
  readonly residentBytesMax: number;
}

/** Where a measured process writes its {@link ProcessUsage} as JSON; its parent opens a pipe there. */
export const usageDescriptor = 3;
