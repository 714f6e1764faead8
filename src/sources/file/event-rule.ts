import { groupingOf } from '../../parse/multiline.ts';
import { type EventRule, multilineRule } from '../../parse/multiline-ends.ts';
import type { FileInputOptions } from './options.ts';

/** How the lines of an input make events, where an event may be several of them. */
export interface InputEvents {
  readonly rule: EventRule;
  /** Lines that wait for the rest of their event are sent after this time without another one, ms. */
  readonly flushAfterMs: number;
}

/** Where nothing else is said; stack traces are written at once, ms. */
const eventFlushAfterMs = 1_000;

export function inputEvents({ multiline }: Pick<FileInputOptions, 'multiline'>): InputEvents | undefined {
  if (multiline === undefined) return undefined;
  if (typeof multiline === 'string')
    return { rule: multilineRule(groupingOf(multiline), {}), flushAfterMs: eventFlushAfterMs };
  const { preset, linesMax, flushAfterMs, ...patterns } = multiline;
  return { rule: multilineRule(groupingOf(preset ?? patterns), { linesMax }), flushAfterMs };
}
