import { z } from 'zod';
import { type ContainerFormat, containerFormats } from '../../parse/container-line.ts';
import { formats } from '../../parse/formats.ts';
import { valueTypes } from '../../parse/named-values.ts';
import { patternProblem, userPattern } from '../../parse/pattern.ts';
import { timeLayout } from '../../parse/time-layout.ts';
import { isTimeZone, utc } from '../../parse/time-zone.ts';
import { reasonOf } from '../../record/reason.ts';

const names = z
  .record(z.string().min(1), z.string().min(1))
  .optional()
  .describe('What fields are called in the event, such as `status: http.response.status_code`.');
const types = z
  .record(z.string().min(1), z.enum(valueTypes))
  .optional()
  .describe('What values are, where they are no text. One that is not so stays text.');
const delimiter = z.string().regex(/^[^"\r\n]$/, 'must be one character, and no quote or newline');

function columns(type: 'csv' | 'tsv', about: string) {
  return z.strictObject({
    type: z.literal(type).describe(about),
    columns: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Names of the columns. Without them, the first line of each file names them.'),
    delimiter: delimiter.default(type === 'csv' ? ',' : '\t').describe('The character between values.'),
    types,
    names,
  });
}

/** A pattern that a user wrote, checked by the engine that is to run it. */
function pattern() {
  return z.string().check((context) => {
    const message = patternProblem(context.value) ?? withoutGroup(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });
}

function withoutGroup(source: string): string | undefined {
  const groups = userPattern(`${source}|`).exec('')?.groups;
  return groups === undefined ? 'must have a named group for each field, such as (?<status>\\d+)' : undefined;
}

const regex = z.strictObject({
  type: z.literal('regex').describe('Lines that a regular expression of your own describes.'),
  pattern: pattern().describe(
    'JavaScript’s syntax, with a named group for each field. It is refused where it could not run in time linear in the line: no look-around, no back references, nothing repeated more than 16 times by a number.',
  ),
  types,
  names,
  keepOriginal: z
    .boolean()
    .default(true)
    .describe(
      'Whether the whole line is kept as `event.original`. Turn it off where the groups hold all of it.',
    ),
});

const ownOptions = [
  columns('csv', 'Values in columns by RFC 4180.'),
  columns('tsv', 'Values with tabs between.'),
  regex,
] as const;

function container(type: ContainerFormat, about: string) {
  return z.strictObject({
    type: z.literal(type).describe(about),
    inner: z
      .union([z.enum(['auto', ...formats]), z.discriminatedUnion('type', ownOptions)])
      .default('auto')
      .describe(
        'How the lines are written that the container printed: as `format`, without containers. `auto` looks at the first ones.',
      ),
  });
}

export const formatOptions = z.union([
  z.enum(['auto', ...formats, ...containerFormats]),
  z.discriminatedUnion('type', [
    ...ownOptions,
    container(
      'docker',
      'Files of Docker’s `json-file` driver, `/var/lib/docker/containers/ID/ID-json.log` (docs/multiline.md).',
    ),
    container(
      'cri',
      'Files of containerd and CRI-O, `/var/log/pods/NAMESPACE_POD_UID/CONTAINER/0.log` (docs/multiline.md).',
    ),
  ]),
]);

export const timeOptions = z.strictObject({
  field: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Name of the field that tells the time, in formats with fields of their own. Without it: `@timestamp`, `timestamp`, `time` or `ts`.',
    ),
  layout: z
    .string()
    .check((context) => {
      const message = layoutProblem(context.value);
      if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
    })
    .optional()
    .describe(
      'How the field, or the beginning of a line in the format `timestamped`, tells it, as in strftime: `%d/%b/%Y:%H:%M:%S %z`. Without it all layouts of docs/formats.md are tried.',
    ),
  zone: z
    .string()
    .refine(isTimeZone, 'must be a time zone by its IANA name, such as Europe/Berlin')
    .optional()
    .describe('Time zone of times that name none, by its IANA name; without it UTC.'),
});

export const sampleTestOptions = z.strictObject({
  line: z.string().describe('The line, without its newline.'),
  headerLine: z.string().optional().describe('The first line of the file, where it names the columns.'),
  expect: z
    .record(z.string().min(1), z.unknown())
    .describe(
      'What fields of the event must be, `@timestamp` as ISO text; null where a field must not be there. Of maps only what is named is compared.',
    ),
});

function layoutProblem(layout: string): string | undefined {
  try {
    timeLayout(layout, utc);
    return undefined;
  } catch (error) {
    return `must be a time layout: ${reasonOf(error)}`;
  }
}
