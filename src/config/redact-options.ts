import { z } from 'zod';
import { ecsTypeOf } from '../record/ecs.ts';
import { builtInFinders, redactActions } from '../steps/step.ts';
import { pattern } from './condition-options.ts';
import { fieldToChange } from './field-name.ts';
import { secretFile } from './secret-file.ts';

/** Shorter keys can be tried out. */
const keyCharsMin = 16;

const ownFinder = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z][\w-]{0,31}$/,
      'must be a letter, then letters, digits, dashes and underscores, 32 at most',
    )
    .describe('Stands where something was masked: `[NAME]`.'),
  pattern: pattern().describe('A regular expression; all that it finds goes.'),
});

/** Takes secrets out of events. */
export const redactStep = z
  .strictObject({
    type: z
      .literal('redact')
      .describe(
        'Takes secrets out of texts, also out of those kept as bytes, or whole fields out of events.',
      ),
    find: z
      .array(z.union([z.enum(builtInFinders), ownFinder]))
      .min(1)
      .optional()
      .describe(
        'What to look for: `email`, `card` (numbers of payment cards), `aws-keys`, `jwt`, `bearer`, and patterns of your own. Without it, the `fields` are redacted as a whole.',
      ),
    fields: z.array(fieldToChange()).min(1).optional().describe('Where to look. Without it, in all fields.'),
    action: z
      .enum(redactActions)
      .default('mask')
      .describe(
        '`mask` puts `[NAME]` in the place of what was found, `hash` a keyed hash (HMAC-SHA-256), by which equal values are still known, and `drop` removes the field.',
      ),
    key: z
      .string()
      .min(keyCharsMin)
      .optional()
      .describe(`Of the hash, best from an environment variable: \`\${NAME}\`. It is logged nowhere.`),
    keyFile: secretFile({ charsMin: keyCharsMin })
      .optional()
      .describe('A file that holds the key, in the place of `key`.'),
  })
  .superRefine((step, issues) => {
    const tell = (path: string[], message: string) => issues.addIssue({ code: 'custom', path, message });
    const { find, fields, action, key, keyFile } = step;
    if (find === undefined && fields === undefined) tell([], 'it needs find, fields, or both');
    const keys = [key, keyFile].filter((each) => each !== undefined).length;
    if (action === 'hash' && keys === 0) tell(['action'], 'a hash needs key or keyFile');
    if (keys === 2) tell(['keyFile'], 'stands beside key: one of them is enough');
    if (find === undefined && action !== 'drop') {
      for (const [index, name] of (fields ?? []).entries()) {
        const type = ecsTypeOf(name);
        if (type === 'ip' || type === 'long')
          issues.addIssue({ code: 'custom', path: ['fields', index], message: noText(name, type) });
      }
    }
  })
  .transform(({ keyFile, key = keyFile, ...step }) => ({ ...step, key }));

function noText(name: string, type: 'ip' | 'long'): string {
  const what = type === 'ip' ? 'an address' : 'a number';
  return `"${name}" is ${what} in the index, and cannot be masked or hashed: drop it, or rename it to a field under fields first`;
}
