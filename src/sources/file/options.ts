import { z } from 'zod';
import { bytes, milliseconds } from '../../config/units.ts';
import { formats } from '../../parse/formats.ts';

/** Log files by glob, followed through rotation. */
export const fileInputOptions = z.strictObject({
  type: z.literal('file').describe('Reads log files.'),
  paths: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .transform((paths) => (typeof paths === 'string' ? [paths] : paths))
    .describe(
      'Glob patterns of the files: `*`, `?`, `[...]`, `{a,b}` and `**`. Relative ones start at the working directory.',
    ),
  exclude: z.array(z.string()).default([]).describe('Glob patterns of files to leave out.'),
  format: z
    .enum(['auto', ...formats])
    .default('auto')
    .describe(
      'How the lines are written. `auto` looks at the first line of each file. A line that does not parse is kept whole as `message`, with `error.type`.',
    ),
  dataset: z
    .string()
    .min(1)
    .optional()
    .describe('Written to each event as `event.dataset`, such as `nginx.access`.'),
  startAt: z
    .enum(['beginning', 'end'])
    .default('beginning')
    .describe(
      'Where to start in files that are there when the agent first runs. Files that appear later are read from their beginning.',
    ),
  lineBytesMax: bytes({ min: 1024, max: 240 * 1024 })
    .default(128 * 1024)
    .describe(
      'A longer line goes on in parts numbered by `log.part`. The upper bound keeps any line within a record of 1 MiB.',
    ),
  discoverDelayMs: milliseconds({ min: 50, max: 3_600_000 })
    .default(1_000)
    .describe('How often to look for new and rotated files.'),
  pollDelayMs: milliseconds({ min: 10, max: 60_000 })
    .default(100)
    .describe('How often to look for new lines once all are read.'),
});

export type FileInputOptions = z.output<typeof fileInputOptions>;
