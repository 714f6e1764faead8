import type { TimeOptions } from '../../src/parse/field-time.ts';
import type { FormatChoice } from '../../src/parse/formats.ts';
import { accessSamples } from './samples-access.ts';
import { programSamples } from './samples-programs.ts';
import { valueSamples } from './samples-values.ts';

/** A line, and the event it becomes without what says where it came from: shown in docs/formats.md, and tested. */
export interface FormatSample {
  /** Whose line it is. */
  readonly of: string;
  readonly format: FormatChoice;
  readonly time?: TimeOptions;
  readonly headerLine?: string;
  readonly line: string;
  /** The time as ISO text. */
  readonly event: { readonly '@timestamp': string; readonly [field: string]: unknown };
}

/** When the lines of the samples are read. */
export const sampleSeenMs = Date.UTC(2026, 10, 24);

export const formatSamples: readonly FormatSample[] = [...accessSamples, ...valueSamples, ...programSamples];
