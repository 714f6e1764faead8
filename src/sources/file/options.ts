import { z } from 'zod';
import { bytes, milliseconds } from '../../config/units.ts';
import { containerFormats } from '../../parse/container-line.ts';
import { formats } from '../../parse/formats.ts';
import { compilePattern } from '../../parse/multiline-patterns.ts';
import { multilinePresets } from '../../parse/multiline-presets.ts';
import { encodings } from '../../record/chunk.ts';

const multilinePreset = z.enum(multilinePresets);
const someMultilinePresets = z.array(multilinePreset).min(1);

/** A regular expression that is tested on one line. */
const linePattern = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    try {
      compilePattern(source);
    } catch (error) {
      context.addIssue({ code: 'custom', message: `must be a regular expression: ${String(error)}` });
    }
  });

const multilineOptions = z
  .strictObject({
    preset: z
      .union([multilinePreset, someMultilinePresets])
      .optional()
      .describe('Stack traces of this language, or of several. Takes the place of own regular expressions.'),
    start: linePattern
      .optional()
      .describe(
        'Regular expression, tested on each line: a line that matches begins an event. Alone, an event goes on up to the next such line.',
      ),
    continue: linePattern
      .optional()
      .describe(
        'A line that matches belongs to the event before it. With `start`, only to one that began with such a line; other lines are events of their own.',
      ),
    end: linePattern
      .optional()
      .describe(
        'A line that matches is the last of its event. With `start`, lines outside are events of their own.',
      ),
    negate: z
      .boolean()
      .default(false)
      .describe(
        'Turns a single regular expression round: it is about the lines that do not match. `end` with it joins lines that end with a backslash: `\\\\$`.',
      ),
    flushAfterMs: milliseconds({ min: 10, max: 3_600_000 })
      .default(1_000)
      .describe(
        'Lines that wait for the rest of their event are sent when nothing more came for this time. What comes later is an event of its own.',
      ),
    linesMax: z
      .int()
      .min(2)
      .optional()
      .describe('An event of more lines goes on in parts, as one of more bytes than `lineBytesMax`.'),
  })
  .superRefine(({ preset, start, continue: goesOn, end, negate }, context) => {
    const patterns = [start, goesOn, end].filter((pattern) => pattern !== undefined).length;
    const say = (message: string) => context.addIssue({ code: 'custom', message });
    if (preset === undefined && patterns === 0)
      say('must have `preset`, or one of `start`, `continue` and `end`');
    if (preset !== undefined && patterns > 0)
      say('must have either `preset`, or `start`, `continue` and `end`');
    if (negate && patterns !== 1) say('`negate` is about a single regular expression');
  });

const inner = z
  .enum(['auto', ...formats])
  .default('auto')
  .describe('How the lines are written that the container printed. `auto` looks at the first one.');

/** Formats with options. */
const formatOptions = z.discriminatedUnion('type', [
  z.strictObject({
    type: z
      .literal('docker')
      .describe(
        'Files of Docker\u2019s `json-file` driver, `/var/lib/docker/containers/ID/ID-json.log` (docs/multiline.md).',
      ),
    inner,
  }),
  z.strictObject({
    type: z
      .literal('cri')
      .describe(
        'Files of containerd and CRI-O, `/var/log/pods/NAMESPACE_POD_UID/CONTAINER/0.log` (docs/multiline.md).',
      ),
    inner,
  }),
]);

/** Log files by glob, followed through rotation. */
export const fileInputOptions = z.strictObject({
  type: z.literal('file').describe('Reads log files.'),
  paths: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .transform((paths) => (typeof paths === 'string' ? [paths] : paths))
    .describe(
      'Glob patterns of the files: `*`, `?`, `[...]`, `{a,b}` and `**`. Relative ones start at the working directory. gzip and zstd files that match are decompressed; a copy of a file that is known is not read again.',
    ),
  exclude: z
    .array(z.string())
    .default([])
    .describe('Glob patterns of files to leave out; one without a slash is about the name in any folder.'),
  format: z
    .union([z.enum(['auto', ...formats, ...containerFormats]), formatOptions])
    .default('auto')
    .describe(
      'How the lines are written. `auto` looks at the first line of each file. `docker` and `cri` are files of containers. A line that does not parse is kept whole as `message`, with `error.type`.',
    ),
  multiline: z
    .union([multilinePreset, someMultilinePresets, multilineOptions])
    .optional()
    .describe(
      'How lines make events of several: stack traces of `java`, `python`, `go`, `ruby` or `node`, of one of them or of a list, or own regular expressions (docs/multiline.md). Without it, each line is an event.',
    ),
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
    .union([
      z.enum(['beginning', 'end']),
      z.iso.datetime({ offset: true }).transform((time) => Date.parse(time)),
    ])
    .default('beginning')
    .describe(
      'Where to start in files that are there when the agent first runs with this input: `beginning`, `end`, or a time such as `2026-01-01T00:00:00Z`, where files last written before it are skipped to their end. Files that appear later are read from their beginning.',
    ),
  ignoreOlderThanMs: milliseconds({ min: 1_000 })
    .optional()
    .describe(
      'Files that were last written longer ago than this when they are first seen are left out until they are written again.',
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
  lineBytesMax: bytes({ min: 1024, max: 240 * 1024 })
    .default(128 * 1024)
    .describe(
      'A longer line goes on in parts numbered by `log.part`. The upper bound keeps any line within a record of 1 MiB.',
    ),
  discoverDelayMs: milliseconds({ min: 50, max: 3_600_000 })
    .default(10_000)
    .describe(
      'How often to look at all files, for events of the file system may get lost. New and rotated files are seen by these events within a second.',
    ),
  pollDelayMs: milliseconds({ min: 10, max: 60_000 })
    .default(100)
    .describe('How often to look for new lines once all are read.'),
});

export type FileInputOptions = z.output<typeof fileInputOptions>;
