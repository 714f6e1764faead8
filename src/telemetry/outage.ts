import type { Logger } from './log.ts';

/** What goes on and on is told again so often, ms. */
const tellDelayMs = 60_000;

export interface OutageWords {
  /** `Kinesis reachable again`: how long it took is added. */
  readonly over: string;
  /** It is over when something worked and nothing failed for so long, ms. */
  readonly calmMs: number;
}

export interface Failure {
  /** What kind it is, of a few: each is told by itself. */
  readonly code: string;
  readonly reason?: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/**
 * Failures that come one after another for one reason, in the log: a line at the first of each kind, then one a minute
 * at most with how many there were and for how long, and one when it is over.
 */
export class Outage {
  readonly #log: Logger;
  readonly #nowMs: () => number;
  readonly #words: OutageWords;
  readonly #toldMs = new Map<string, number>();
  #spell:
    | { readonly sinceMs: number; failures: number; failedMs: number; workedMs?: number; isTold: boolean }
    | undefined;

  constructor(log: Logger, nowMs: () => number, words: OutageWords) {
    this.#log = log;
    this.#nowMs = nowMs;
    this.#words = words;
  }

  failed(failure: Failure, level: 'warn' | 'error', message: string, details: object = {}): void {
    const nowMs = this.#nowMs();
    this.#spell ??= { sinceMs: nowMs, failures: 0, failedMs: nowMs, isTold: false };
    const spell = this.#spell;
    spell.failures += 1;
    spell.failedMs = nowMs;
    delete spell.workedMs;
    const toldMs = this.#toldMs.get(failure.code);
    if (toldMs !== undefined && passed(toldMs, nowMs) < tellDelayMs) return;
    this.#toldMs.set(failure.code, nowMs);
    spell.isTold = true;
    const { hint, ...what } = failure;
    const sofar = spell.failures === 1 ? {} : { failures: spell.failures, forMs: nowMs - spell.sinceMs };
    this.#log[level]({ ...details, ...what, ...sofar, hint }, message);
  }

  worked(): void {
    if (this.#spell === undefined) return;
    this.#spell.workedMs ??= this.#nowMs();
    this.look();
  }

  /** To be called now and then: that nothing fails any more is known only after a while. */
  look(): void {
    const spell = this.#spell;
    if (spell?.workedMs === undefined || passed(spell.failedMs, this.#nowMs()) < this.#words.calmMs) return;
    this.#end(spell.workedMs);
  }

  /** It works, for sure. */
  over(): void {
    this.#end(this.#nowMs());
  }

  #end(workedMs: number): void {
    const spell = this.#spell;
    this.#spell = undefined;
    if (spell?.isTold !== true) return;
    const forMs = Math.max(0, workedMs - spell.sinceMs);
    const lasted = forMs < 1_000 ? `${forMs} ms` : `${Math.round(forMs / 1_000)} s`;
    this.#log.info({ failures: spell.failures, forMs }, `${this.#words.over} after ${lasted}`);
  }
}

/** The machine's clock may be set back. */
function passed(sinceMs: number, nowMs: number): number {
  return Math.abs(nowMs - sinceMs);
}
