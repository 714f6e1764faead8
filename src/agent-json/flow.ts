import { createHash } from 'node:crypto';
import { translateJavaRegExp } from '../compat/java-regex.ts';
import { reasonOf } from '../record/reason.ts';
import { addressOf } from './address.ts';
import type { Findings } from './findings.ts';
import { flowKeys } from './keys.ts';
import { readProcessing } from './processing.ts';
import type { Scope } from './scope.ts';

type Plain = Readonly<Record<string, unknown>>;

/** What the flows of an agent.json become. */
export interface ReadFlow {
  /** As amazon-kinesis-agent calls it, in its checkpoints: `kinesis:STREAM:PATTERN`. */
  readonly id: string;
  /** A flow of our configuration, as it would be written there. */
  readonly flow: Plain & { readonly name: string };
}

export interface FlowMode {
  /** Whether records are to be blocks instead of those of amazon-kinesis-agent. */
  readonly blocks: boolean;
}

const second = 1_000;
const ageMs = { min: second, max: 900 * second };
const mebibyte = 1024 * 1024;
/** As long as a record may be; its parts are records then, and nothing is cut off. */
const compatLineBytesMax = 1_000_000;

/** One flow; undefined where it cannot be run, which is a problem then. */
export function readFlow(
  scope: Scope,
  agent: Scope,
  { blocks }: FlowMode,
  findings: Findings,
): ReadFlow | undefined {
  const problemsBefore = findings.problems.length;
  scope.tell(flowKeys);
  const pattern = scope.text('filePattern');
  const stream = scope.text('kinesisStream');
  const delivery = scope.text('deliveryStream');
  const processing = readProcessing(scope, findings);
  if (pattern === undefined || !/\/[^/]+$/.test(pattern))
    scope.problem('filePattern', pattern === undefined ? 'is missing' : 'must be a path with a file name');
  if ((stream === undefined) === (delivery === undefined))
    scope.problem('kinesisStream', 'or deliveryStream must be there, and not both');
  const name = stream ?? delivery;
  if (pattern === undefined || name === undefined || processing === undefined) return undefined;
  const id = `${stream === undefined ? 'fh' : 'kinesis'}:${name}:${pattern}`;
  const input = {
    ...inputOf(scope, pattern),
    ...(blocks ? formatOf(processing) : { format: 'plain', lineBytesMax: compatLineBytesMax }),
  };
  const output =
    stream === undefined
      ? { type: 'firehose', deliveryStream: name, ...addressOf(agent, 'firehose'), ...firehoseOf(scope) }
      : { type: 'kinesis', stream: name, ...addressOf(agent, 'kinesis') };
  const records = blocks ? {} : { format: 'compat', compat: compatOf(scope, processing) };
  const flow = {
    name: flowName(name, id),
    inputs: [input],
    output: { ...output, ...records, ...bufferOf(scope) },
  };
  // amazon-kinesis-agent would not start with it.
  return findings.problems.length > problemsBefore ? undefined : { id, flow };
}

/** Lasts as long as stream and pattern do, wherever the flow stands in the file. */
function flowName(stream: string, id: string): string {
  const words = stream
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 8);
  return words === '' ? hash : `${words}-${hash}`;
}

function inputOf(scope: Scope, pattern: string): Plain {
  const pollDelayMs = scope.number('minTimeBetweenFilePollsMillis', { min: 1, max: 60 * second });
  const discoverDelayMs = scope.number('maxTimeBetweenFileTrackerRefreshMillis', {
    min: 1,
    max: 3_600 * second,
  });
  const skipHeaderLines = scope.number('skipHeaderLines', { min: 0, max: 1_000 });
  const start = multilineStart(scope);
  const position = scope.choice('initialPosition', ['START_OF_FILE', 'END_OF_FILE']);
  return {
    type: 'file',
    paths: [pathOf(pattern)],
    exclude: ['*.gz', '*.bz2', '*.zip'],
    startAt: position === 'START_OF_FILE' ? 'beginning' : 'end',
    ...(skipHeaderLines !== undefined && { skipHeaderLines }),
    ...(start !== undefined && { multiline: { start } }),
    ...(pollDelayMs !== undefined && { pollDelayMs: Math.max(10, pollDelayMs) }),
    ...(discoverDelayMs !== undefined && { discoverDelayMs: Math.max(50, discoverDelayMs) }),
  };
}

/** Folders are named as they are; the file's name is a glob. */
function pathOf(pattern: string): string {
  const slash = pattern.lastIndexOf('/');
  return `${pattern.slice(0, slash).replaceAll(/[*?[\\]/g, String.raw`\$&`)}${pattern.slice(slash)}`;
}

/** `Matcher.lookingAt`: at the beginning of a line. */
function multilineStart(scope: Scope): string | undefined {
  const pattern = scope.text('multiLineStartPattern');
  if (pattern === undefined) return undefined;
  try {
    const source = `^(?:${translateJavaRegExp(pattern)})`;
    new RegExp(source);
    return source;
  } catch (error) {
    scope.problem('multiLineStartPattern', `must be a regular expression: ${reasonOf(error)}`);
    return undefined;
  }
}

function bufferOf(scope: Scope): Plain {
  return { flushDelayMs: scope.number('maxBufferAgeMillis', ageMs) ?? 60 * second };
}

function firehoseOf(scope: Scope): Plain {
  const joinedBytesMax = scope.number('aggregatedRecordSizeBytes', { min: 0, max: 1_000 * 1024 });
  return joinedBytesMax === undefined ? {} : { joinedBytesMax };
}

function compatOf(scope: Scope, dataProcessingOptions: readonly Plain[]): Plain {
  const partitionKeyOption = scope.choice('partitionKeyOption', ['RANDOM', 'DETERMINISTIC']);
  const truncatedRecordTerminator = scope.text('truncatedRecordTerminator');
  const bufferRecordsMax = scope.number('maxBufferSizeRecords', { min: 1, max: 500 });
  const bufferBytesMax = scope.number('maxBufferSizeBytes', { min: 1, max: 5 * mebibyte });
  return {
    ...(partitionKeyOption !== undefined && { partitionKeyOption }),
    ...(dataProcessingOptions.length > 0 && { dataProcessingOptions }),
    ...(truncatedRecordTerminator !== undefined && { truncatedRecordTerminator }),
    ...(bufferRecordsMax !== undefined && { bufferRecordsMax }),
    ...(bufferBytesMax !== undefined && { bufferBytesMax }),
  };
}

const formatByLogFormat: Readonly<Record<string, string>> = {
  COMMONAPACHELOG: 'common',
  COMBINEDAPACHELOG: 'combined',
  APACHEERRORLOG: 'apache_error',
  SYSLOG: 'syslog',
  RFC3339SYSLOG: 'syslog',
};

/** With blocks events have our own fields: by the format where it is one of ours, else by the first lines of each file. */
function formatOf(processing: readonly Plain[]): Plain {
  const option = processing.find(
    ({ optionName }) => optionName === 'LOGTOJSON' || optionName === 'CSVTOJSON',
  );
  if (option?.['optionName'] === 'CSVTOJSON') return csvFormat(option);
  // What a pattern of its own matches is not what the format says.
  const known =
    option?.['matchPattern'] === undefined ? formatByLogFormat[String(option?.['logFormat'])] : undefined;
  return { format: known ?? 'auto' };
}

/** Its delimiter is a regular expression, ours a character. */
function csvFormat({ customFieldNames, delimiter = ',' }: Plain): Plain {
  const text = delimiter === String.raw`\t` ? '\t' : String(delimiter).replace(/^\\(?=[^a-z]$)/, '');
  return { format: text.length === 1 ? { type: 'csv', columns: customFieldNames, delimiter: text } : 'auto' };
}
