import { z } from 'zod';
import { bytes, milliseconds } from '../../config/units.ts';
import { encodings } from '../../record/chunk.ts';
import { formatOptions, sampleTestOptions, timeOptions } from './format-options.ts';
import { multilineChoice } from './multiline-options.ts';

/** Log files by glob, followed through rotation. */
export const fileInputOptions = z.strictObject({
  type: z.literal('file').describe('Reads log files.'),
  paths: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .transform((paths) => (typeof paths === 'string' ? [paths] : paths))
    .describe(
      'Glob patterns of the files: `*`, `?`, `[...]`, `{a,b}` and `**`, which follows no links to folders. Relative ones start at the working directory. gzip and zstd files that match are decompressed; a copy of a file that is known is not read again.',
    ),
  exclude: z
    .array(z.string())
    .default([])
    .describe('Glob patterns of files to leave out; one without a slash is about the name in any folder.'),
  format: formatOptions
    .default('auto')
    .describe(
      'How the lines are written: a name, or `{type: …}` with options (docs/formats.md). `auto` looks at the first lines of each file. `docker` and `cri` are files of containers. A line that does not parse is kept whole as `message`, with `error.type`.',
    ),
  multiline: multilineChoice
    .optional()
    .describe(
      'How lines make events of several: stack traces of `java`, `python`, `go`, `ruby` or `node`, of one of them or of a list, or own regular expressions (docs/multiline.md). Without it, each line is an event.',
    ),
  time: timeOptions.optional().describe('How the lines tell their time.'),
  dataset: z
    .string()
    .min(1)
    .optional()
    .describe('Written to each event as `event.dataset`, such as `nginx.access`.'),
  encoding: z
    .enum(encodings)
    .default('utf-8')
    .describe(
      'How the bytes are text. With `utf-8`, UTF-16 is told by its byte order mark; lines that are not UTF-8 are kept as bytes in `event.original`, with `error.type`.',
    ),
  skipHeaderLines: z
    .int()
    .min(0)
    .max(1_000)
    .default(0)
    .describe('Lines at the beginning of each file to leave out.'),
  startAt: z
    .union(
      [z.enum(['beginning', 'end']), z.iso.datetime({ offset: true }).transform((time) => Date.parse(time))],
      {
        error: 'must be beginning, end, or a time such as 2026-01-31T00:00:00Z or 2026-01-31T00:00:00+01:00',
      },
    )
    .default('beginning')
    .describe(
      'Where to start in files that are there when the agent first runs with this input: `beginning`, `end`, or a time such as `2026-01-01T00:00:00Z`, where files last written before it are skipped to their end. Files that appear later are read from their beginning.',
    ),
  ignoreOlderThanMs: milliseconds({ min: 1_000 })
    .optional()
    .describe(
      'Files that were last written longer ago than this when they are first seen are left out until they are written again. What is known of a log that was read before is read to its end, however old it is.',
    ),
  flushAfterMs: milliseconds({ min: 10, max: 3_600_000 })
    .optional()
    .describe(
      'Send a last line that has no newline after this time. Without it, it waits for its newline; in a rotated file for a minute.',
    ),
  deleteAfterAcknowledged: z
    .boolean()
    .default(false)
    .describe(
      'Delete files once every byte of them is acknowledged: rotated ones after a minute, others when nothing was written for an hour.',
    ),
  lineBytesMax: bytes({ min: 1024, max: 1_000_000 })
    .default(128 * 1024)
    .describe(
      'A longer line goes on in parts numbered by `log.part`. 240 KiB at most, which keeps any line within a record of 1 MiB; with `format: compat` up to 1 MB.',
    ),
  discoverDelayMs: milliseconds({ min: 50, max: 3_600_000 })
    .default(10_000)
    .describe(
      'How often to look at all files, for events of the file system may get lost. New and rotated files are seen by these events within a second.',
    ),
  tests: z
    .array(sampleTestOptions)
    .optional()
    .describe('Sample lines and what they must become, for `kinship test CONFIG`. They change nothing else.'),
  pollDelayMs: milliseconds({ min: 10, max: 60_000 })
    .default(100)
    .describe('How often to look for new lines once all are read.'),
});

export type FileInputOptions = z.output<typeof fileInputOptions>;
