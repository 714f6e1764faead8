import { containerRule } from '../../parse/container-ends.ts';
import type { ContainerInput } from '../../parse/container-events.ts';
import { readContainerLine } from '../../parse/container-line.ts';
import { type FormatChoice, headerLinesOf } from '../../parse/formats.ts';
import type { Grouping } from '../../parse/grouping.ts';
import { groupingOf } from '../../parse/multiline.ts';
import { type EventRule, multilineRule } from '../../parse/multiline-ends.ts';
import type { FileInputOptions } from './options.ts';

/** How the lines of an input make events, where an event may be several of them. */
export interface InputEvents {
  readonly rule: EventRule;
  /** Lines that wait for the rest of their event are sent after this time without another one, ms. */
  readonly flushAfterMs: number;
}

type EventOptions = Pick<FileInputOptions, 'format' | 'multiline'>;

/** Where nothing else is said; stack traces and the pieces of a long line are written at once, ms. */
const flushAfterMsDefault = 1_000;

/** Undefined where each line is an event. */
export function inputEvents(input: EventOptions): InputEvents | undefined {
  const { flushAfterMs, linesMax, grouping } = multilineOf(input);
  const { container } = inputFormat(input);
  if (container !== undefined)
    return { rule: containerRule(readContainerLine[container.format], container.join), flushAfterMs };
  return grouping === undefined ? undefined : { rule: multilineRule(grouping, { linesMax }), flushAfterMs };
}

/** How the parsers are to read the files of an input. */
export function inputFormat(input: EventOptions): {
  readonly format: FormatChoice | 'auto';
  readonly container?: ContainerInput;
} {
  const { format } = input;
  const type = typeof format === 'string' ? format : format.type;
  if (type === 'docker' || type === 'cri') {
    const inner = typeof format === 'object' && 'inner' in format ? format.inner : 'auto';
    return { format: inner, container: { format: type, join: multilineOf(input) } };
  }
  return { format: format as FormatChoice | 'auto' }; // It is none of the two.
}

/** How many lines at the beginning of its files are no events. */
export function headerLinesIn(input: EventOptions & Pick<FileInputOptions, 'skipHeaderLines'>): number {
  const { format, container } = inputFormat(input);
  return container === undefined ? headerLinesOf(format, input.skipHeaderLines) : input.skipHeaderLines;
}

function multilineOf({ multiline }: EventOptions): {
  readonly grouping?: Grouping;
  readonly linesMax?: number | undefined;
  readonly flushAfterMs: number;
} {
  if (multiline === undefined) return { flushAfterMs: flushAfterMsDefault };
  if (typeof multiline === 'string' || Array.isArray(multiline))
    return { grouping: groupingOf(multiline), flushAfterMs: flushAfterMsDefault };
  const { preset, linesMax, flushAfterMs, ...patterns } = multiline;
  return { grouping: groupingOf(preset ?? patterns), linesMax, flushAfterMs };
}
