import { z } from 'zod';
import { bytes } from '../../config/units.ts';
import { formats } from '../../parse/formats.ts';

/** What another program writes into the agent's standard input. */
export const stdinInputOptions = z.strictObject({
  type: z
    .literal('stdin')
    .describe(
      'Reads lines from standard input. Where all inputs are of this type, the agent ends when standard input has ended and everything is acknowledged.',
    ),
  format: z
    .enum(formats)
    .default('plain')
    .describe('How the lines are written. One that does not parse is kept whole as `message`.'),
  dataset: z
    .string()
    .min(1)
    .optional()
    .describe('Written to each event as `event.dataset`, such as `app.batch`.'),
  messageBytesMax: bytes({ min: 1024, max: 240 * 1024 })
    .default(128 * 1024)
    .describe('A longer line goes on in parts numbered by `log.part`.'),
});

export type StdinInputOptions = z.output<typeof stdinInputOptions>;
