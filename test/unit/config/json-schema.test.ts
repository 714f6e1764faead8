import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configJsonSchema } from '../../../src/config/json-schema.ts';
import { sampleSchema, untilOutput } from './sample-schema.ts';

const text = configJsonSchema(sampleSchema, 'Sample options');
const generated = JSON.parse(text);
const output = generated.properties.agent.properties.output.properties;

describe('the JSON Schema', () => {
  it('says what it is', () => {
    expect(generated).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Sample options',
      description: 'A sample.',
      required: ['agent'],
      additionalProperties: false,
    });
  });

  it('requires only what has no default', () => {
    expect(generated.properties.agent.required).toEqual(['inputs']);
  });

  it('describes a quantity as number or text, with its default', () => {
    expect(output.flushDelayMs).toEqual({
      description: 'A block closes at this age.',
      default: 1000,
      anyOf: [
        {
          type: ['number', 'string'],
          minimum: 10,
          pattern: '^([0-9]+(?:[.][0-9]+)?) ?(ms|s|m|h|d)$',
        },
        { type: 'string', pattern: '\\$\\{' },
      ],
    });
  });

  it('leaves free text as it is', () => {
    expect(output.password).toEqual({ type: 'string', minLength: 8, description: 'Of the user.' });
  });

  it('keeps short lists on one line', () => {
    expect(text).toContain('"enum": ["even", "host", "file", "random"]');
  });
});

/** An editor's view: the file as written, before any interpolation. */
describe('an editor that uses it', () => {
  const editor = z.fromJSONSchema(generated);
  it.each([
    { option: 'port: 1', accepted: true },
    { option: `port: \${PORT:-9200}`, accepted: true },
    { option: 'port: "9200"', accepted: false },
    { option: 'port: 70000', accepted: false },
    { option: 'balance: even', accepted: true },
    { option: `balance: \${BALANCE}`, accepted: true },
    { option: 'balance: { field: x }', accepted: true },
    { option: 'balance: evn', accepted: false },
    { option: 'blockBytesMax: 4096', accepted: true },
    { option: 'blockBytesMax: 1mib', accepted: true },
    { option: 'blockBytesMax: big', accepted: false },
    { option: `url: http://\${HOST}:9200`, accepted: true },
    { option: 'flushDelay: 1s', accepted: false },
  ])('$option: $accepted', ({ option, accepted }) => {
    expect(editor.safeParse(parse(`${untilOutput}    ${option}\n`)).success).toBe(accepted);
  });
});
