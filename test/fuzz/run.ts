import { type FormatChoice, formatName } from '../../src/parse/formats.ts';
import { anyLine, longLine } from './lines.ts';
import { SeededRandom } from './random.ts';
import { fuzzedFormats, problemOf, slownessOf } from './rules.ts';

/** The first thing that went wrong with a format. */
export interface Finding {
  readonly format: string;
  readonly problem: string;
  readonly line: string;
}

export interface FuzzOutcome {
  readonly lines: number;
  readonly findings: readonly Finding[];
}

/** One in so many lines is a long one, whose time is measured. */
const longOneIn = 200;

/** Fuzzes all formats until `isOver`; one that failed is left out from then on. The same seed makes the same lines. */
export function fuzz(seed: number, isOver: (lines: number) => boolean): FuzzOutcome {
  const random = new SeededRandom(seed);
  const findings: Finding[] = [];
  let remaining = fuzzedFormats;
  let lines = 0;
  for (; !isOver(lines) && remaining.length > 0; lines += 1) {
    const look = lines % longOneIn === 0 ? slowness(longLine(random)) : problem(anyLine(random));
    for (const format of remaining) {
      const finding = look(format);
      if (finding === undefined) continue;
      findings.push(finding);
      remaining = remaining.filter((other) => other !== format);
    }
  }
  return { lines, findings };
}

type Look = (format: FormatChoice) => Finding | undefined;

function problem(line: string): Look {
  return (format) => found(format, line, () => problemOf(format, line));
}

function slowness(lineOf: (chars: number) => string): Look {
  return (format) => found(format, lineOf(300), () => slownessOf(format, lineOf));
}

function found(format: FormatChoice, line: string, look: () => string | undefined): Finding | undefined {
  let problem: string | undefined;
  try {
    problem = look();
  } catch (error) {
    problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const name = typeof format === 'object' && format.type === 'regex' ? format.pattern : formatName(format);
  return problem === undefined ? undefined : { format: name, problem, line };
}
