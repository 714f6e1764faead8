import { expect, test } from 'vitest';
import { ConfigError } from '../../../../src/config/error.ts';
import { parseConfig } from '../../../../src/config/load.ts';
import { configSchema } from '../../../../src/config/schema.ts';

/** A configuration whose input has these lines. */
function inputOf(lines: string) {
  const text = `agent:
  inputs:
    - type: file
      paths: /var/log/app.log
${lines
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
  output: {type: kinesis, stream: logs}
`;
  return parseConfig(text, 'agent.yaml', configSchema, {}).agent?.inputs?.[0];
}

test.each<[lines: string, expected: object]>([
  ['', { format: 'auto' }],
  ['format: logfmt', { format: 'logfmt' }],
  ['format: csv', { format: 'csv' }],
  ['format: {type: csv}', { format: { type: 'csv', delimiter: ',' } }],
  ['format: {type: tsv, columns: [a]}', { format: { type: 'tsv', delimiter: '\t', columns: ['a'] } }],
  ["format: {type: regex, pattern: '^(?<a>.*)$'}", { format: { type: 'regex', keepOriginal: true } }],
  [
    "time: {field: when, layout: '%F', zone: Europe/Berlin}",
    { time: { field: 'when', layout: '%F', zone: 'Europe/Berlin' } },
  ],
])('%s', (lines, expected) => {
  expect(inputOf(lines)).toMatchObject(expected);
});

test.each<[lines: string, place: string, words: string]>([
  ['format: logfnt', '5:15', 'did you mean "logfmt"?'],
  ['format: {type: csf}', '5:22', 'did you mean "csv"?'],
  ['format: {type: regex}', '5:7', 'missing option "pattern"'],
  ["format: {type: regex, pattern: '(?<a>.'}", '5:38', 'must be a regular expression: Unterminated group'],
  [
    "format: {type: regex, pattern: '(?<a>.)(?=b)'}",
    '5:38',
    'must be a pattern that runs in linear time: a lookahead',
  ],
  ["format: {type: regex, pattern: '(.*)'}", '5:38', 'must have a named group for each field'],
  ["format: {type: csv, delimiter: ', '}", '5:38', 'must be one character'],
  ['format:\n  type: csv\n  types: {a: float}', '7:20', 'it takes: text, integer, number, boolean'],
  ["time: {layout: '%H:%M'}", '5:22', 'must be a time layout: the layout tells no day'],
  ['time: {zone: Europe/Berln}', '5:20', 'must be a time zone by its IANA name'],
])('%s is wrong at %s: %s', (lines, place, words) => {
  try {
    inputOf(lines);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(`agent.yaml:${place}: `);
    expect(String(error)).toContain(words);
  }
});
