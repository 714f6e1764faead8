import type { Clock } from './clock.ts';

/**
 * Gathers what may be committed and commits it together, so that many acknowledgements share one write to the
 * disk. Of several values for one key only the last counts. A crash repeats at most what waited here.
 */
export class Commits<Value> {
  readonly #keyOf: (value: Value) => string;
  readonly #commit: (values: readonly Value[]) => void;
  readonly #delayMs: number;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Value>();
  #scheduled = false;
  /** Why the last commit that a timer began did not work: told to whoever comes next, who can end the process in order. */
  #failure: { readonly cause: unknown } | undefined;

  constructor(options: {
    keyOf: (value: Value) => string;
    commit: (values: readonly Value[]) => void;
    delayMs: number;
    clock: Clock;
  }) {
    this.#keyOf = options.keyOf;
    this.#commit = options.commit;
    this.#delayMs = options.delayMs;
    this.#clock = options.clock;
  }

  /** Takes values in the order in which they may be committed. Throws where an earlier commit failed. */
  add(values: readonly Value[]): void {
    if (this.#failure !== undefined) throw this.#failure.cause;
    for (const value of values) this.#waiting.set(this.#keyOf(value), value);
    if (this.#scheduled || this.#waiting.size === 0) return;
    this.#scheduled = true;
    void this.#clock.sleep(this.#delayMs).then(() => {
      this.#scheduled = false;
      this.#flushLater();
    });
  }

  flush(): void {
    if (this.#waiting.size === 0) return;
    this.#commit([...this.#waiting.values()]);
    this.#waiting.clear();
  }

  #flushLater(): void {
    try {
      this.flush();
    } catch (cause) {
      this.#failure = { cause };
    }
  }
}
