import type { z } from 'zod';
import type { Path } from './path.ts';

/** One thing the schema found wrong, after unions were reduced to the alternative the writer most likely meant. */
export interface Finding {
  readonly path: Path;
  readonly issue: z.core.$ZodIssue;
  /** The kinds of value that would have been right, in the words of zod ("string", "object"). */
  readonly kinds: readonly string[];
  /** The exact values that would have been right. */
  readonly values: readonly z.core.util.Primitive[];
}

/** The message zod gives an issue for which the schema's author wrote none: a number of `origins`. */
export interface Origins {
  readonly error: z.core.$ZodErrorMap;
  /** The schema an issue comes from; undefined when the issue brings its author's own words. */
  readonly of: (issue: z.core.$ZodIssue) => z.core.$ZodTypes | undefined;
  readonly authorsWords: (issue: z.core.$ZodIssue) => string | undefined;
}

const ticketMark = '\u0000';

/** Remembers which schema each issue comes from: zod tells it only to whoever writes the message. */
export function rememberOrigins(): Origins {
  const schemas: unknown[] = [];
  const ticketOf = ({ message }: z.core.$ZodIssue) =>
    message.startsWith(ticketMark) ? Number(message.slice(ticketMark.length)) : undefined;
  return {
    error: (raw) => `${ticketMark}${schemas.push(raw.schema ?? raw.inst) - 1}`,
    of: (issue) => {
      const ticket = ticketOf(issue);
      // zod's own way to a union that can be told apart by def.type; what comes from a check has none.
      return ticket === undefined ? undefined : (schemas[ticket] as z.core.$ZodTypes | undefined);
    },
    authorsWords: (issue) => (ticketOf(issue) === undefined ? issue.message : undefined),
  };
}

/** The findings of one issue. `root` is the whole value that was checked. */
export function findingsOf(
  issue: z.core.$ZodIssue,
  root: unknown,
  origins: Origins,
  base: Path = [],
): Finding[] {
  const path = [...base, ...issue.path];
  const leaf = { path, issue, kinds: kindsOf(issue), values: valuesOf(issue) };
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [leaf];
  if (origins.authorsWords(issue) !== undefined) return [leaf];
  const value = valueAt(root, path);
  const [unfit, fitting] = partition(issue.errors, (issues) => issues.some((one) => isWrongKind(one, value)));
  const misses = issue.errors.flat().filter((one) => one.path.length === 0);
  const merged = { ...leaf, kinds: misses.flatMap(kindsOf), values: misses.flatMap(valuesOf) };
  if (fitting.length === 0 || fitting.every(isOnlyAnotherValue)) return [merged];
  const nearest = fitting.toSorted((a, b) => a.length - b.length)[0] ?? unfit[0] ?? [];
  return nearest.flatMap((one) => findingsOf(one, root, origins, path));
}

/** What stands at a path in a value; undefined where the path leaves it. */
export function valueAt(root: unknown, path: Path): unknown {
  let here = root;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = Reflect.get(here, step);
  }
  return here;
}

function kindsOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'invalid_type') return [issue.expected];
  if (issue.code === 'invalid_union')
    return issue.errors
      .flat()
      .filter((one) => one.path.length === 0)
      .flatMap(kindsOf);
  return [];
}

function valuesOf(issue: z.core.$ZodIssue): readonly z.core.util.Primitive[] {
  if (issue.code === 'invalid_value') return issue.values;
  if (issue.code !== 'invalid_union') return [];
  if ('options' in issue && issue.options !== undefined) return issue.options;
  return issue.errors
    .flat()
    .filter((one) => one.path.length === 0)
    .flatMap(valuesOf);
}

function isWrongKind(issue: z.core.$ZodIssue, value: unknown): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') {
    return (
      issue.errors.length > 0 && issue.errors.every((branch) => branch.some((one) => isWrongKind(one, value)))
    );
  }
  if (issue.code === 'invalid_value') return issue.values.every((allowed) => typeof allowed !== typeof value);
  // A fraction where a whole number belongs has the right kind.
  return issue.code === 'invalid_type' && !(issue.expected === 'int' && typeof value === 'number');
}

function isOnlyAnotherValue(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.every((issue) => issue.code === 'invalid_value' && issue.path.length === 0);
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
