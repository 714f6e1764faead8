/** Where items come from. Yields until the signal aborts. */
export interface Source<T> {
  read(signal: AbortSignal): AsyncIterable<T>;
  close(): Promise<void>;
}

/**
 * Where batches go. `write` makes one attempt and says for each item what became of it; it throws a
 * {@link SinkError} when nothing is known of the whole batch. Who calls it decides when to try again.
 */
export interface Sink<T> {
  /** Fails with a {@link SinkError} that tells what is wrong with the configuration, before any data is at stake. */
  check(signal: AbortSignal): Promise<void>;
  write(batch: readonly T[], signal: AbortSignal): Promise<WriteOutcome>;
  close(): Promise<void>;
}

/** One attempt's answers, by index into the batch. Each index stands in exactly one of the lists. */
export interface WriteOutcome {
  readonly stored: readonly number[];
  /** To be sent again, unchanged. */
  readonly retry: readonly ItemFailure[];
  /** Refused for good: becomes a dead letter. */
  readonly refused: readonly ItemFailure[];
}

export interface ItemFailure {
  readonly index: number;
  /** Short and stable, as the other side names it: `mapper_parsing_exception`. */
  readonly code: string;
  readonly reason: string;
}

/** What kind of failure an edge met, in the words of whoever has to act on it. */
export type SinkErrorCode = 'unreachable' | 'throttled' | 'denied' | 'missing' | 'invalid' | 'unavailable';

/** The one error type that leaves a source or sink. The code says what to do; nobody else looks at messages. */
export class SinkError extends Error {
  readonly code: SinkErrorCode;
  /** What a person can do about it. */
  readonly hint: string | undefined;

  constructor(code: SinkErrorCode, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, { cause: options.cause });
    this.name = 'SinkError';
    this.code = code;
    this.hint = options.hint;
  }

  /** Whether waiting alone may mend it. A wrong stream name or a missing permission does not mend itself. */
  get transient(): boolean {
    return this.code === 'unreachable' || this.code === 'throttled' || this.code === 'unavailable';
  }
}
