import { combinedParser, commonParser } from './access-log.ts';
import { jsonParser } from './json-line.ts';
import type { Parser } from './parsed.ts';

/** The formats a file may be written in. `plain` takes every line as its message. */
export const formats = ['combined', 'common', 'json', 'plain'] as const;
export type Format = (typeof formats)[number];

const parsers: Record<Format, (agentFields: readonly string[]) => Parser> = {
  combined: combinedParser,
  common: commonParser,
  json: jsonParser,
  plain: () => (line) => ({ fields: { message: line } }),
};

/** `agentFields` are those that the agent writes to each event itself; no line decides them. */
export function parserOf(format: Format, agentFields: readonly string[] = []): Parser {
  return parsers[format](agentFields);
}

/** The format of a file by its first line: the first of `combined`, `common` and `json` that reads it, else `plain`. */
export function detectFormat(firstLine: string): Format {
  return formats.find((format) => parserOf(format)(firstLine) !== undefined) ?? 'plain';
}
