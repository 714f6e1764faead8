import type { Context } from './context.ts';

/** One thing that Kinesis does, and how to see whether an engine does it too. */
export interface Behaviour {
  /** One sentence in plain words; unique, and by it deviations are named. */
  readonly name: string;
  /** `PAGE: PART`: a page of the API reference (an operation or a data type), and where on it. */
  readonly source: string;
  /** Throws where the engine does otherwise. */
  readonly run: (context: Context) => Promise<void>;
}

/** Behaviours about one thing, under one heading. */
export interface Theme {
  readonly title: string;
  readonly behaviours: readonly Behaviour[];
}
