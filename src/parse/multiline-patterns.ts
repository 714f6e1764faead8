import type { Grouping, GroupStep } from './grouping.ts';
import { userPattern } from './pattern.ts';

/** Own rules: regular expressions, each tested on a line without its newline. */
export interface MultilinePatterns {
  readonly start?: string | undefined;
  readonly continue?: string | undefined;
  readonly end?: string | undefined;
  readonly negate?: boolean | undefined;
}

/**
 * Groups lines by patterns:
 *
 *   start                 an event goes up to the next line that matches
 *   continue              lines that match belong to the one before
 *   end                   an event goes up to and with a line that matches
 *   start and continue    from a line that matches `start` on as long as they match `continue`
 *   start and end         from the one to the other, or to the next start
 *   with all three        as long as they match `continue`, or the first that matches `end`
 *
 * Where `start` stands with others, lines outside of such an event are events of their own.
 */
export function patternGrouping(patterns: MultilinePatterns): Grouping {
  const tests = {
    start: testOf(patterns.start, patterns.negate),
    continues: testOf(patterns.continue, patterns.negate),
    end: testOf(patterns.end, patterns.negate),
  };
  return { first: (line) => firstStep(tests, line), next: (_state, line) => nextStep(tests, line) };
}

type Test = (line: string) => boolean;

interface Tests {
  readonly start: Test | undefined;
  readonly continues: Test | undefined;
  readonly end: Test | undefined;
}

/** There is but one state: what is outside of an event is over with its line. */
const state = 'within';
const starts: GroupStep = { starts: true, isLast: false, state };
const startsAndEnds: GroupStep = { starts: true, isLast: true, state };
const continues: GroupStep = { starts: false, isLast: false, state };
const ends: GroupStep = { starts: false, isLast: true, state };

function firstStep({ start, continues: goesOn, end }: Tests, line: string): GroupStep {
  const isOutside = start !== undefined && (goesOn !== undefined || end !== undefined) && !start(line);
  return isOutside || end?.(line) === true ? startsAndEnds : starts;
}

function nextStep(tests: Tests, line: string): GroupStep {
  const { start, continues: goesOn, end } = tests;
  if (goesOn?.(line)) return end?.(line) ? ends : continues;
  if (start?.(line)) return firstStep(tests, line);
  if (end?.(line)) return ends;
  return goesOn === undefined ? continues : firstStep(tests, line);
}

function testOf(source: string | undefined, negate = false): Test | undefined {
  if (source === undefined) return undefined;
  const pattern = userPattern(source);
  return (line) => pattern.test(line) !== negate;
}
