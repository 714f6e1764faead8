import { z } from 'zod';

/** What a value of the wrong size must be: "be at least 1", "not be empty". Never tells the size of a text: it may be a secret. */
export function boundWords(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, value: unknown): string {
  const limit = Number(issue.code === 'too_small' ? issue.minimum : issue.maximum);
  const bound = boundOf(issue);
  if (issue.origin === 'string') return sizeWords(bound, limit, 'character', 'characters', '');
  if (issue.origin !== 'array') return `be ${bound} ${limit}`;
  return sizeWords(bound, limit, 'entry', 'entries', Array.isArray(value) ? `, but has ${value.length}` : '');
}

function boundOf(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  if (issue.exact === true) return 'exactly';
  if (issue.code === 'too_small') return issue.inclusive === false ? 'more than' : 'at least';
  return issue.inclusive === false ? 'less than' : 'at most';
}

function sizeWords(bound: string, limit: number, one: string, many: string, actual: string): string {
  if (bound === 'at least' && limit === 1) return 'not be empty';
  return `have ${bound} ${limit} ${limit === 1 ? one : many}${actual}`;
}

/** "it takes 1 to 5", where a number has both bounds. */
export function rangeOf(origin: z.core.$ZodTypes | undefined): string | undefined {
  const { min, max } = origin === undefined ? {} : numberBounds(origin);
  return min === undefined || max === undefined ? undefined : `it takes ${min} to ${max}`;
}

/** The smallest and largest number a schema takes; the edges of all safe integers count as no bound. */
export function numberBounds(schema: z.core.$ZodType): { readonly min?: number; readonly max?: number } {
  if (!(schema instanceof z.ZodNumber) || schema._zod.def.checks?.some(isExclusive)) return {};
  const { minValue: min, maxValue: max } = schema;
  return { ...(isBound(min) && { min }), ...(isBound(max) && { max }) };
}

function isBound(limit: number | null): limit is number {
  return limit !== null && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
}

function isExclusive({ _zod }: z.core.$ZodCheck<never>): boolean {
  return 'inclusive' in _zod.def && _zod.def.inclusive === false;
}

/** What a text of the wrong form must do: "be a URL", "start with …". */
export function formatWords(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if (issue.format === 'url') return 'be a URL, such as https://host:9200';
  if (issue.format === 'starts_with' && 'prefix' in issue) return `start with "${String(issue.prefix)}"`;
  if (issue.format === 'ends_with' && 'suffix' in issue) return `end with "${String(issue.suffix)}"`;
  if (issue.format === 'includes' && 'includes' in issue) return `contain "${String(issue.includes)}"`;
  if (issue.format === 'regex') return `have the form ${issue.pattern ?? 'of the pattern'}`;
  return `be a valid ${issue.format}`;
}
