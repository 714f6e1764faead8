import { z } from 'zod';
import { bytes } from '../config/units.ts';
import { reasonOf } from '../record/reason.ts';
import { jsonFormats } from './jackson-json.ts';
import { javaRegExp } from './java-regex.ts';
import { logFormatRules, logFormats } from './log-formats.ts';

const jsonFormat = z.enum(jsonFormats).default('COMPACT').describe('How the JSON is laid out.');
const names = z.array(z.string().min(1)).min(1);

const javaPattern = z.string().superRefine((pattern, context) => {
  try {
    javaRegExp(pattern);
  } catch (error) {
    const reason = reasonOf(error);
    context.addIssue({ code: 'custom', message: `must be a regular expression: ${reason}` });
  }
});

const singleLine = z.strictObject({
  optionName: z
    .literal('SINGLELINE')
    .describe('Joins the lines of a record, each without the space around it.'),
  parseOptions: z
    .array(z.enum(['NO_TRIM', 'ESCAPE_NEW_LINE']))
    .default([])
    .describe('`NO_TRIM` keeps the space around the lines; `ESCAPE_NEW_LINE` writes `\\n` between them.'),
});

const csvToJson = z.strictObject({
  optionName: z.literal('CSVTOJSON').describe('Makes JSON of a line of values.'),
  customFieldNames: names.describe('What the values are called, in their order.'),
  delimiter: javaPattern
    .default(',')
    .describe('What stands between values, as a regular expression; quotes mean nothing.'),
  jsonFormat,
});

const logToJson = z
  .strictObject({
    optionName: z.literal('LOGTOJSON').describe('Makes JSON of a line of a log.'),
    logFormat: z.enum(logFormats).describe('How the lines are written.'),
    matchPattern: javaPattern
      .optional()
      .describe('Instead of the format’s own: what all of a line must match. Its groups are the values.'),
    customFieldNames: names
      .optional()
      .describe('What the values are called, instead of the format’s own names.'),
    jsonFormat,
  })
  .superRefine(({ logFormat, matchPattern, customFieldNames }, context) => {
    const issue = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message });
    const own = logFormatRules[logFormat].names.length;
    if (matchPattern !== undefined && customFieldNames === undefined)
      issue('matchPattern', 'needs customFieldNames beside it: what its groups are called');
    if (matchPattern === undefined && customFieldNames !== undefined && customFieldNames.length !== own)
      issue('customFieldNames', `must be ${own} names, as many as ${logFormat} has values`);
  });

const addMetadata = z.strictObject({
  optionName: z.literal('ADDMETADATA').describe('Puts the line into JSON, as `data` beside `metadata`.'),
  metadata: z.unknown().default(null).describe('Written to each record: any map, text or number.'),
  timestamp: z.boolean().default(false).describe('Whether the time of sending is written as `ts`.'),
  jsonFormat,
});

const addEc2Metadata = z.strictObject({
  optionName: z
    .literal('ADDEC2METADATA')
    .describe('Leaves the line as it is, as amazon-kinesis-agent does where it finds no metadata.'),
});

const addBrackets = z.strictObject({
  optionName: z.literal('ADDBRACKETS').describe('Puts the line, with its newline, into braces.'),
});

/** What `format: compat` makes of lines: the records of amazon-kinesis-agent, by its names. */
export const compatOptions = z.strictObject({
  dataProcessingOptions: z
    .array(
      z.discriminatedUnion('optionName', [
        singleLine,
        csvToJson,
        logToJson,
        addMetadata,
        addEc2Metadata,
        addBrackets,
      ]),
    )
    .default([])
    .describe('What is done to each line, in this order.'),
  partitionKeyOption: z
    .enum(['RANDOM', 'DETERMINISTIC'])
    .default('RANDOM')
    .describe('`DETERMINISTIC` is the MD5 of the record. Firehose has no partition keys.'),
  unmatched: z
    .enum(['deadLetter', 'keep'])
    .default('deadLetter')
    .describe(
      'What becomes of a line that LOGTOJSON does not match, which amazon-kinesis-agent drops. `deadLetter` keeps it in `dead-letters.jsonl`; `keep` sends it as `{"message": …, "error.type": "unparsed_line"}`.',
    ),
  truncatedRecordTerminator: z
    .string()
    .default('\n')
    .describe('Written behind each part but the last of a line that is longer than `lineBytesMax`.'),
  bufferRecordsMax: z.int().min(1).max(500).default(500).describe('Records in one call.'),
  bufferBytesMax: bytes({ min: 1, max: 5 * 1024 * 1024 })
    .default(4 * 1024 * 1024)
    .describe('Bytes in one call; a larger record goes alone.'),
});

export type CompatOptions = z.output<typeof compatOptions>;
export type DataProcessingOption = CompatOptions['dataProcessingOptions'][number];
