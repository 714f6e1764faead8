import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/config/error.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { configSchema } from '../../../src/config/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'steps-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = 'sixteen characters and more';

/** Problems with the steps, which begin in line 5, column 5. */
function problems(steps: string, env: Record<string, string> = {}): string {
  const text = `agent:
  inputs: [{ type: file, paths: /x }]
  output: { type: kinesis, stream: s }
  steps:
${steps.replaceAll(/^/gm, '    ')}`;
  try {
    parseConfig(text, 'a.yaml', configSchema, env);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe('refused, at its line and column', () => {
  test.each<[steps: string, ...words: string[]]>([
    ['- { type: ▸ad, fields: {} }', 'cannot be "ad"', 'did you mean "add"?'],
    ['- { type: add, ▸field: {} }', 'unknown option "field"', 'did you mean "fields"?'],
    ['- type: remove\n  fields: [▸"@timestamp"]', 'part of an event’s identity'],
    ['- type: remove\n  fields: [▸log.offset]', 'part of an event’s identity'],
    ['- type: rename\n  fields: { agent.id: ▸fields.agent }', 'part of an event’s identity'],
    ['- type: rename\n  fields: { fields.g: ▸log.file.generation }', 'part of an event’s identity'],
    ['- type: add\n  fields: { "@timestamp": ▸1 }', 'part of an event’s identity'],
    ['- type: cast\n  fields: { log.length: ▸text }', 'part of an event’s identity'],
    ['- type: redact\n  fields: [▸log.checksum]', 'part of an event’s identity'],
    ['- type: add\n  fields: { team: ▸a }', 'as fields.team'],
    ['- type: add\n  fields: { service.nmae: ▸a }', 'did you mean "service.name"?'],
    ['- type: add\n  fields: { fields: ▸a }', 'is a map of fields'],
    ['- type: add\n  fields: { service.name: ▸5 }', 'the field takes text'],
    ['- type: add\n  fields: { fields.__proto__.x: ▸5 }', 'no name of a field'],
    ['- type: cast\n  fields: { http.version: ▸number }', 'the field takes text'],
    ['- type: cast\n  fields: { fields.a: ▸int }', 'cannot be "int"', 'integer'],
    ['- type: add\n  fields: { labels.team: ▸a }', 'write it under fields'],
    ['- type: add\n  fields: { kubernetes.labels: ▸a }', 'is a map of fields'],
    ['- { type: add, fields: {}, ▸rate: 1 }', 'unknown option "rate"', 'not with this type'],
    ['- ▸type: drop', 'missing option "when"'],
    ['- type: drop\n  ▸when: {}', 'it is empty'],
    ['- type: drop\n  ▸when: { field: message }', 'asks nothing of its field'],
    ['- type: drop\n  ▸when: { equals: x }', 'of which field?'],
    ['- type: drop\n  when: { field: ▸status, equals: 1 }', 'as fields.status'],
    ['- type: drop\n  when: { field: message, matches: ▸"(" }', 'must be a regular expression'],
    ['- type: drop\n  when: { field: message, matches: ▸"(?=a)b" }', 'linear time', 'lookahead'],
    ['- type: drop\n  when: { field: message, ▸equal: x }', 'did you mean "equals"?'],
    [
      '- type: keep\n  when:\n    any:\n      - ▸not: { field: message, exists: false, equals: x }',
      'no value to test',
    ],
    ['- { type: sample, rate: ▸10 }', 'at most 1'],
    ['- { type: sample, rate: 0.5, by: ▸trace }', 'as fields.trace'],
    ['- { type: rateLimit, eventsPerSecond: ▸0 }', 'more than 0'],
    ['- ▸{ type: redact }', 'it needs find, fields, or both'],
    ['- { type: redact, find: [▸mail] }', 'cannot be "mail"', 'did you mean "email"?'],
    ['- { type: redact, find: [{ name: a, pattern: ▸"[" }] }', 'must be a regular expression'],
    ['- { type: redact, find: [email], action: ▸hash }', 'needs key or keyFile'],
    ['- { type: redact, fields: [▸source.ip] }', 'is an address in the index'],
    [`- { type: redact, find: [email], action: hash, keyFile: ▸${folder}/none }`, 'cannot be read (ENOENT)'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the configuration's own.
    ['- { type: add, fields: { service.name: "▸${NONE}" } }', 'NONE is not set'],
  ])('%s', (marked, ...words) => {
    const before = marked.slice(0, marked.indexOf('▸')).split('\n');
    const told = problems(marked.replace('▸', ''));
    expect(told).toContain(`a.yaml:${before.length + 4}:${(before.at(-1) ?? '').length + 5}: `);
    for (const word of words) expect(told).toContain(word);
  });

  test('a key is never shown', () => {
    const told = problems('- { type: redact, find: [email], action: hash, key: tooshort }');
    expect(told).toContain('at least 16 characters');
    expect(told).not.toContain('tooshort');
  });
});

test('all steps there are, with values from the environment and a key from a file', () => {
  writeFileSync(join(folder, 'key'), `${key}\n`);
  const text = `agent:
  inputs:
    - type: file
      paths: /x
      steps: [{ type: drop, when: { field: url.path, equals: /health } }]
  output: { type: kinesis, stream: s }
  steps:
    - { type: add, fields: { service.environment: "\${ENV}", fields.n: 1 } }
    - { type: rename, fields: { fields.msg: message } }
    - { type: remove, fields: [fields, kubernetes.labels.app] }
    - { type: cast, fields: { fields.n: integer } }
    - { type: keep, name: big, when: { not: { any: [{ field: message, exists: false }] } } }
    - { type: sample, rate: 0.1, keepWhen: { field: http.response.status_code, atLeast: 400, below: 600 } }
    - { type: rateLimit, eventsPerSecond: 0.5, by: user.id }
    - { type: redact, find: [email, { name: own, pattern: "A+" }] }
    - { type: redact, fields: [user.name], action: hash, keyFile: ${folder}/key }
`;
  const { agent } = parseConfig(text, 'a.yaml', configSchema, { ENV: 'test' });
  expect(agent?.inputs?.[0]?.steps).toEqual([
    { type: 'drop', when: { field: 'url.path', equals: '/health' } },
  ]);
  expect(agent?.steps.map(({ type }) => type)).toEqual([
    ...['add', 'rename', 'remove', 'cast', 'keep', 'sample', 'rateLimit', 'redact', 'redact'],
  ]);
  expect(agent?.steps[0]).toMatchObject({ fields: { 'service.environment': 'test' } });
  expect(agent?.steps.at(-1)).toEqual({ type: 'redact', fields: ['user.name'], action: 'hash', key });
});
