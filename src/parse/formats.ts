import { combinedParser, commonParser } from './access-log.ts';
import { albParser } from './alb.ts';
import { apacheErrorParser } from './apache-error.ts';
import { type CsvOptions, csvParser } from './csv.ts';
import { jsonParser } from './json-line.ts';
import { logfmtParser } from './logfmt.ts';
import { ltsvParser } from './ltsv.ts';
import { nginxErrorParser } from './nginx-error.ts';
import type { Parser, ParserContext } from './parsed.ts';
import { type RegexOptions, regexParser } from './regex.ts';
import { syslogParser } from './syslog.ts';
import { timestampedParser } from './timestamped.ts';

const parsers = {
  combined: combinedParser,
  common: commonParser,
  alb: albParser,
  json: jsonParser,
  apache_error: apacheErrorParser,
  nginx_error: nginxErrorParser,
  syslog: syslogParser,
  ltsv: ltsvParser,
  logfmt: logfmtParser,
  timestamped: timestampedParser,
  csv: (context) => csvParser({ delimiter: ',' }, context),
  tsv: (context) => csvParser({ delimiter: '\t' }, context),
  plain: () => (text) => ({ fields: { message: text } }),
} as const satisfies Record<string, (context: ParserContext) => Parser>;

/** The formats that a name says all about. `plain` takes every line as its message. */
export type Format = keyof typeof parsers;
export const formats = Object.keys(parsers) as readonly Format[]; // Its own keys, as they were written above.

/** A format with options of its own. */
export type FormatOptions =
  | ({ readonly type: 'csv' | 'tsv' } & Partial<CsvOptions>)
  | ({ readonly type: 'regex' } & RegexOptions);

export type FormatChoice = Format | FormatOptions;

const noContext: ParserContext = { agentFields: [], time: {} };

/** Throws a PatternError where a regular expression of the user cannot be run. */
export function parserOf(format: FormatChoice, context: ParserContext = noContext): Parser {
  if (typeof format === 'string') return parsers[format](context);
  if (format.type === 'regex') return regexParser(format, context);
  const delimiter = format.delimiter ?? (format.type === 'csv' ? ',' : '\t');
  return csvParser({ ...format, delimiter }, context);
}

export function formatName(format: FormatChoice | 'auto'): string {
  return typeof format === 'string' ? format : format.type;
}

/** How many lines at the beginning of a file are no events: those to skip, and one that names the columns. */
export function headerLinesOf(format: FormatChoice | 'auto', skipHeaderLines: number): number {
  const name = formatName(format);
  const areNamed = typeof format === 'object' && 'columns' in format && format.columns !== undefined;
  const hasColumns = name === 'csv' || name === 'tsv';
  return hasColumns && !areNamed ? Math.max(1, skipHeaderLines) : skipHeaderLines;
}
