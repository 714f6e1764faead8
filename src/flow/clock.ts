/** Time, passed in, so that a simulation can run on virtual time. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** Resolves after the time, or at once when the signal aborts; never rejects. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** A number in [0, 1), passed in, so that a seed decides every run of a simulation. */
export type Random = () => number;
