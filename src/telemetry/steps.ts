import type { Logger } from './log.ts';
import type { Sample } from './prometheus.ts';

/** How many events a step of this name left out, or could not do its work on. */
interface StepCount {
  readonly input: string;
  readonly step: string;
  readonly type: string;
  readonly events: number;
}

/** How often what a rate limit leaves out is told. */
const tellDelayMs = 60_000;

/** What processing steps did to events, counted and logged. */
export class StepTelemetry {
  readonly filtered = new StepCounts();
  readonly failed = new StepCounts();
  readonly #log: Logger;
  /** What rate limits left out since it was told last. */
  #limited = new StepCounts();
  #toldMs: number;

  constructor(log: Logger, nowMs: number) {
    this.#log = log;
    this.#toldMs = nowMs;
  }

  processed({
    filtered,
    failed,
  }: {
    readonly filtered: readonly StepCount[];
    readonly failed: readonly StepCount[];
  }): void {
    for (const count of filtered) {
      this.filtered.add(count);
      if (count.type === 'rateLimit') this.#limited.add(count);
    }
    for (const count of failed) {
      // The value itself stays out of the log: it may be what another step is to redact.
      if (this.failed.add(count))
        this.#log.warn(
          { input: count.input, step: count.step },
          'a value is not what a step needs: the event is sent on with error.type, and counted',
        );
    }
  }

  /** The main loop goes on: where it is time, what rate limits left out is told. */
  turn(nowMs: number): void {
    const passedMs = nowMs - this.#toldMs;
    // Below 0 the machine's clock was set back.
    if (passedMs >= tellDelayMs || passedMs < 0) this.tell(nowMs);
  }

  /** One message for each rate limit that left something out since the last one. */
  tell(nowMs: number): void {
    const overMs = nowMs - this.#toldMs;
    for (const { input, step, events } of this.#limited.all())
      this.#log.warn({ input, step, events, overMs }, 'a rate limit left out events');
    this.#limited = new StepCounts();
    this.#toldMs = nowMs;
  }
}

/** Events by input and step. */
class StepCounts {
  readonly #counts = new Map<string, { readonly input: string; readonly step: string; events: number }>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** True for the first of this input and step. */
  add({ input, step, events }: StepCount): boolean {
    this.#total += events;
    const key = `${input} ${step}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { input, step, events });
    else known.events += events;
    return known === undefined;
  }

  all(): Iterable<{ readonly input: string; readonly step: string; readonly events: number }> {
    return this.#counts.values();
  }

  samples(): Sample[] {
    return [...this.all()].map(({ input, step, events }) => ({
      labels: { input, step },
      value: events,
    }));
  }
}
