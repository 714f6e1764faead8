import { z } from 'zod';
import { ecsTypeOf, fitsEcs } from '../record/ecs.ts';
import { type CastType, castTypes } from '../steps/step.ts';
import { conditionOptions } from './condition-options.ts';
import { fieldToChange, fieldToRead, tellKeyProblems, tellProblem } from './field-name.ts';
import { redactStep } from './redact-options.ts';
import type { SharedSection } from './sections.ts';

const name = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'must be letters, digits, dots, dashes and underscores, 64 at most')
  .optional()
  .describe('What the events are counted under in `/metrics`. Default: the type of the step.');

const keepWhen = conditionOptions.optional().describe('Events that stay in any case, such as errors.');

const by = fieldToRead().optional();

const addStep = z.strictObject({
  type: z.literal('add').describe('Adds fields with constant values; what is there is overwritten.'),
  fields: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .superRefine((fields, issues) => {
      tellKeyProblems(fields, 'make', issues);
      for (const [field, value] of Object.entries(fields)) {
        if (ecsTypeOf(field) === undefined || fitsEcs(field, value)) continue;
        const message = `the field takes ${typeWords(ecsTypeOf(field))}`;
        issues.addIssue({ code: 'custom', path: [field], message, input: value });
      }
    })
    .describe(`Values by field. \`\${NAME}\` takes one from the environment.`),
});

const renameStep = z.strictObject({
  type: z
    .literal('rename')
    .describe(
      'Gives fields other names; what has the new name is overwritten. A value that the new name does not take stays, with `error.type: unfit_field`.',
    ),
  fields: z
    .record(z.string(), z.string())
    .superRefine((fields, issues) => {
      tellKeyProblems(fields, 'change', issues);
      for (const [from, to] of Object.entries(fields)) tellProblem(to, 'make', issues, [from]);
    })
    .describe('New names by old ones.'),
  name,
});

const removeStep = z.strictObject({
  type: z.literal('remove').describe('Removes fields.'),
  fields: z.array(fieldToChange()).min(1).describe('Names of the fields.'),
});

const castStep = z.strictObject({
  type: z
    .literal('cast')
    .describe(
      'Makes values another type. One that is not of it, or would lose something by it, stays, with `error.type: uncast_field`.',
    ),
  fields: z
    .record(z.string(), z.enum(castTypes))
    .superRefine((fields, issues) => {
      tellKeyProblems(fields, 'change', issues);
      for (const [field, type] of Object.entries(fields)) {
        const ecsType = ecsTypeOf(field);
        if (ecsType === undefined || castOf[ecsType] === type) continue;
        const message = `the field takes ${typeWords(ecsType)}`;
        issues.addIssue({ code: 'custom', path: [field], message, input: type });
      }
    })
    .describe('Types by field.'),
  name,
});

const keepStep = z.strictObject({
  type: z.literal('keep').describe('Keeps the events for which a condition holds; the others are left out.'),
  when: conditionOptions.describe('The condition.'),
  name,
});

const dropStep = z.strictObject({
  type: z.literal('drop').describe('Leaves out the events for which a condition holds.'),
  when: conditionOptions.describe('The condition.'),
  name,
});

const sampleStep = z.strictObject({
  type: z.literal('sample').describe('Keeps a share of the events; a re-read decides alike.'),
  rate: z.number().min(0).max(1).describe('The share: 0.1 is one event of ten.'),
  by: by.describe(
    'All events of one value of this field stay or go, on every host alike. Without it, or where the field is absent, each event is judged by itself.',
  ),
  keepWhen,
  name,
});

const rateLimitStep = z.strictObject({
  type: z
    .literal('rateLimit')
    .describe('Leaves out events beyond a rate; what was left out is logged once a minute.'),
  eventsPerSecond: z.number().positive().max(1_000_000).describe('Events a second, of each key.'),
  burst: z
    .number()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('Events that may come at once after a pause. Default: those of a second.'),
  by: by.describe('The field whose values are the keys. Without it all events are of one.'),
  keysMax: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe('Keys that are remembered at a time; of more, the one that was seen longest ago begins anew.'),
  keepWhen,
  name,
});

const section: SharedSection = {
  name: 'step',
  about: 'One step of what is done with events ([docs/processing.md](processing.md)).',
};

/** A list of steps, run in its order. */
export const stepsOptions = z
  .array(
    z
      .discriminatedUnion('type', [
        addStep,
        renameStep,
        removeStep,
        castStep,
        keepStep,
        dropStep,
        sampleStep,
        rateLimitStep,
        redactStep,
      ])
      .meta({ section }),
  )
  .default([]);

const castOf: Readonly<Record<string, CastType>> = {
  text: 'text',
  keyword: 'text',
  ip: 'text',
  long: 'integer',
};

function typeWords(ecsType: string | undefined): string {
  if (ecsType === 'long') return 'a whole number';
  return ecsType === 'ip' ? 'text, an address' : 'text';
}
