import { z } from 'zod';
import { bytes } from '../../config/units.ts';
import { formats } from '../../parse/formats.ts';

/** The journal of systemd. */
export const journaldInputOptions = z.strictObject({
  type: z
    .literal('journald')
    .describe('Follows the journal of systemd, from where it stopped; by the program `journalctl`.'),
  units: z
    .array(z.string().min(1))
    .default([])
    .describe('Units to follow, such as `nginx.service`, by `journalctl --unit`. Default: all.'),
  matches: z
    .array(z.string().regex(/^(?:\+|[A-Z0-9_]+=.*)$/s, 'must be FIELD=VALUE, or +'))
    .default([])
    .describe('What entries have to have, such as `_TRANSPORT=kernel`, as journalctl takes it.'),
  startAt: z
    .enum(['beginning', 'end'])
    .default('end')
    .describe('Where to start when the agent first runs with this input.'),
  directory: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of the journal’s files. Default: the host’s own journal.'),
  command: z.string().min(1).default('journalctl').describe('The program, where it is not in PATH.'),
  format: z
    .enum(formats)
    .default('plain')
    .describe('How the messages are written. One that does not parse is kept whole as `message`.'),
  dataset: z.string().min(1).optional().describe('Written to each event as `event.dataset`.'),
  messageBytesMax: bytes({ min: 1024, max: 240 * 1024 })
    .default(128 * 1024)
    .describe('A longer message goes on in parts numbered by `log.part`.'),
});

export type JournaldInputOptions = z.output<typeof journaldInputOptions>;
