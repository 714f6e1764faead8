import { z } from 'zod';
import { patternProblem } from '../parse/pattern.ts';
import type { Condition } from '../steps/step.ts';
import { fieldToRead } from './field-name.ts';
import type { SharedSection } from './sections.ts';

/** A regular expression that a user writes. */
export function pattern() {
  return z.string().superRefine((source, issues) => {
    const message = patternProblem(source);
    if (message !== undefined) issues.addIssue({ code: 'custom', message, input: source });
  });
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const tests = {
  equals: scalar.optional().describe('The value, compared as text: `200` finds 200 and "200".'),
  oneOf: z.array(scalar).min(1).optional().describe('One of these values.'),
  matches: pattern().optional().describe('A regular expression that finds something in the value.'),
  exists: z.boolean().optional().describe('Whether the field is there at all.'),
  above: z.number().optional().describe('A number greater than this.'),
  atLeast: z.number().optional().describe('A number of this or more.'),
  below: z.number().optional().describe('A number less than this.'),
  atMost: z.number().optional().describe('A number of this or less.'),
};
const testNames = Object.keys(tests) as (keyof typeof tests)[]; // Its own keys.

const section: SharedSection = {
  name: 'condition',
  about:
    'What is asked of an event. Of a field that is not there, nothing holds but `exists: false`; of a list, any element will do.',
};

/** What is asked of an event. */
export const conditionOptions: z.ZodType<Condition> = z.lazy(() =>
  z
    .strictObject({
      field: fieldToRead()
        .optional()
        .describe('The field that the tests beside it are about; all of them must hold.'),
      ...tests,
      all: z.array(conditionOptions).min(1).optional().describe('Conditions that must all hold.'),
      any: z.array(conditionOptions).min(1).optional().describe('Conditions of which one is enough.'),
      not: conditionOptions.optional().describe('A condition that must not hold.'),
    })
    .superRefine((condition, issues) => {
      const message = problemOf(condition);
      if (message !== undefined) issues.addIssue({ code: 'custom', message, input: condition });
    })
    .meta({ section }),
);

function problemOf(condition: Condition): string | undefined {
  const { field, all, any, not } = condition;
  const written = testNames.filter((name) => condition[name] !== undefined);
  if (field !== undefined && written.length === 0)
    return `it asks nothing of its field: add one of ${testNames.join(', ')}`;
  if (field === undefined && written.length > 0)
    return `${written.join(' and ')}: of which field? Add field: NAME`;
  if (condition.exists === false && written.length > 1)
    return 'a field that does not exist has no value to test';
  const isEmpty = [field, all, any, not].every((part) => part === undefined);
  return isEmpty ? 'it is empty: add a field with a test, or all, any or not' : undefined;
}
