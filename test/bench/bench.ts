/** What a bench has measured: each name ends in its unit, each value is the median of the rounds. */
export type Figures = Readonly<Record<string, number>>;

export interface BenchOptions {
  readonly lines: number;
  readonly rounds: number;
  /** Says what is going on, to whoever waits. */
  readonly tell: (text: string) => void;
}

export interface Bench {
  readonly about: string;
  /** What the figures mean, for the page of benchmarks. */
  readonly method: string;
  run(options: BenchOptions): Promise<Figures>;
  /** Where the time goes: the functions that took most of it themselves, the first most. */
  profile(options: BenchOptions): Promise<readonly SelfTime[]>;
}

/** A function's own time, without that of those it called, as a share of all that was busy. */
export interface SelfTime {
  readonly name: string;
  readonly place: string;
  readonly share: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
