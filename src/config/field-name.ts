import { z } from 'zod';
import { changeProblem, knownNames, makeProblem, readProblem } from '../steps/names.ts';
import { nearest } from './near.ts';

/** What a step does with a field: asks for it, changes or removes it, or makes it. */
type Use = keyof typeof problemOf;

const problemOf = { read: readProblem, change: changeProblem, make: makeProblem };

type Issues = Pick<z.core.$RefinementCtx, 'addIssue'>;

/** The name of a field that a step asks for. */
export function fieldToRead() {
  return fieldName('read');
}

/** The name of a field that a step changes or removes. */
export function fieldToChange() {
  return fieldName('change');
}

function fieldName(use: Use) {
  return z.string().superRefine((name, issues) => tellProblem(name, use, issues));
}

/** Names that are the keys of a map, each told at its own line. */
export function tellKeyProblems(map: object, use: Use, issues: Issues): void {
  for (const name of Object.keys(map)) tellProblem(name, use, issues, [name]);
}

/** Why a step cannot do this with a field of this name, told at `path`. */
export function tellProblem(name: string, use: Use, issues: Issues, path: PropertyKey[] = []): void {
  const message = problemOf[use](name);
  if (message === undefined) return;
  const near = knownNames.includes(name) ? undefined : nearest(name, knownNames);
  const params = near === undefined ? {} : { params: { hint: `did you mean "${near}"?` } };
  issues.addIssue({ code: 'custom', path, message, input: name, ...params });
}
