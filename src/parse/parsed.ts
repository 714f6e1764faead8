import type { FieldValue } from '../record/event.ts';
import type { TimeOptions } from './field-time.ts';
import type { YearlessTime } from './time-parts.ts';

/** What a format makes of a line: the fields it found and, where the line tells one, its time. */
export interface ParsedLine {
  /** ms UTC */
  readonly timeMs?: number | undefined;
  /** Where the line tells its time without the year. */
  readonly withoutYear?: YearlessTime | undefined;
  /** Made for this line alone: whoever asked for it may add to it, which saves a copy of each event. */
  readonly fields: Record<string, FieldValue>;
}

/**
 * Reads one event's text (without its last newline). `undefined` where it is not of this format; never throws. What the
 * fields do not say exactly stays in `message`, `event.original` or, of a time, in `fields.time`.
 */
export type Parser = (text: string) => ParsedLine | undefined;

/** What a parser is made for. */
export interface ParserContext {
  /** Fields that the agent writes to each event itself; no line decides them. */
  readonly agentFields: readonly string[];
  readonly time: TimeOptions;
  /** The last line of the file's header, where there is one. */
  readonly headerLine?: string | undefined;
}

/** For formats whose fields are known: where the line's time says more than milliseconds, its text is kept. */
export function keepTime(fields: Record<string, FieldValue>, isExact: boolean, text: string): void {
  if (isExact) return;
  const { fields: foreign } = fields;
  fields['fields'] = { ...(typeof foreign === 'object' ? foreign : {}), time: text };
}
