import type { FieldValue } from '../record/event.ts';

/** What a format makes of a line: the fields it found and, where the line tells one, its time in ms UTC. */
export interface ParsedLine {
  readonly timeMs?: number;
  /** Made for this line alone: whoever asked for it may add to it, which saves a copy of each event. */
  readonly fields: Record<string, FieldValue>;
}

/** Reads one line (without its newline). `undefined` where the line is not of this format; never throws. */
export type Parser = (line: string) => ParsedLine | undefined;
