import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { referenceMarkdown } from '../../../src/config/reference.ts';
import { placesOf } from '../../../src/config/sections.ts';
import { sampleSchema } from './sample-schema.ts';

const expected = `# Sample options

A sample.

| option | type | default | meaning |
| --- | --- | --- | --- |
| \`agent\` | map: [agent](#agent) | required | Ships files. |

## agent

Ships files.

| option | type | default | meaning |
| --- | --- | --- | --- |
| \`id\` | text | – | Name of the agent; its host name when left out. |
| \`labels\` | map of names to text | – | Added to each event. |
| \`inputs\` | list of maps: [file](#agentinputs-with-type-file), [stdin](#agentinputs-with-type-stdin) | required | Where lines come from. |
| \`output\` | map: [agent.output](#agentoutput) | – | Where records go. |

## agent.inputs[] with type: file

Reads files.

| option | type | default | meaning |
| --- | --- | --- | --- |
| \`type\` | \`file\` | required | Reads files. |
| \`paths\` | list of text | required | Patterns of the files to read. Relative ones are allowed. |
| \`follow\` | \`true\`, \`false\` | \`true\` | Whether to go on at the end of a file. |

## agent.inputs[] with type: stdin

Reads standard input.

| option | type | default | meaning |
| --- | --- | --- | --- |
| \`type\` | \`stdin\` | required | Reads standard input. |
| \`prompt\` | text | – | Shown before a line is read. |

## agent.output

Where records go.

| option | type | default | meaning |
| --- | --- | --- | --- |
| \`balance\` | \`even\`, \`host\`, \`file\`, \`random\` or map: [field](#agentoutputbalance-with-field) | \`even\` | Which shard gets a record: by room \\| host \\| file, or by a field. |
| \`blockBytesMax\` | size, 1KiB to 1MiB | \`1MiB\` | A block closes at this size. |
| \`flushDelayMs\` | duration, at least 10ms | \`1s\` | A block closes at this age. |
| \`port\` | whole number, 1 to 65535 | \`9200\` | Port of the node. |
| \`ratio\` | number | \`0.5\` | A share. |
| \`url\` | URL | – | Address of the node. |
| \`password\` | text | – | Of the user. |

## agent.output.balance with field

Which shard gets a record: by room | host | file, or by a field.

| option | type | default | meaning |
| --- | --- | --- | --- |
| \`field\` | text | required |  |
`;

describe('the reference', () => {
  it('has a table for each map of a schema', () => {
    expect(referenceMarkdown(sampleSchema, 'Sample options')).toBe(expected);
  });

  it('links only to headings it has', () => {
    const markdown = referenceMarkdown(sampleSchema, 'Sample options');
    const headings = [...markdown.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => githubAnchor(heading));
    const links = [...markdown.matchAll(/\]\(#(.*?)\)/g)].map(([, anchor]) => anchor);
    expect(headings).toEqual(expect.arrayContaining(links));
    expect(new Set(headings).size).toBe(headings.length);
  });

  it.each([
    {
      title: 'a list of numbers',
      option: z.array(z.number()).default([1, 2]),
      row: 'list of number | `[1,2]`',
    },
    { title: 'an empty text', option: z.string().default(''), row: 'text | `""`' },
    {
      title: 'one or several',
      option: z.union([z.string(), z.array(z.string())]),
      row: 'text or list of text | required',
    },
    { title: 'something converted', option: z.string().transform(Number), row: 'text | required' },
    { title: 'something prepared', option: z.preprocess(String, z.string()), row: 'text | required' },
    { title: 'a minimum', option: z.int().min(1).optional(), row: 'whole number, at least 1 | –' },
    { title: 'a maximum', option: z.number().max(0.5), row: 'number, at most 0.5 | required' },
    { title: 'anything', option: z.unknown(), row: 'anything | required' },
    { title: 'nothing or text', option: z.string().nullable().readonly(), row: 'text | required' },
    { title: 'two literals', option: z.literal(['a', 1]), row: '`a`, `1` | required' },
  ])('tells the type and default of $title', ({ option, row }) => {
    expect(referenceMarkdown(z.strictObject({ option }), 'x')).toContain(`| \`option\` | ${row} |  |`);
  });

  it('describes a schema that contains itself once', () => {
    const tree: z.ZodType = z.lazy(() =>
      z.strictObject({ name: z.string(), below: z.array(tree).optional() }),
    );
    expect(referenceMarkdown(z.strictObject({ tree }), 'x').match(/^## .*$/gm)).toEqual(['## tree']);
  });
});

describe('a schema that stands in several places', () => {
  const place = z.strictObject({ x: z.number() }).meta({ section: { name: 'place', about: 'Where.' } });
  const schema = z.strictObject({ from: place.describe('The first.'), to: z.array(place) });

  it('is described once, under its name, and linked from each', () => {
    const markdown = referenceMarkdown(schema, 'x');
    expect(markdown.match(/^## .*$/gm)).toEqual(['## place']);
    expect(markdown).toContain('| `from` | map: [place](#place) | required | The first. |');
    expect(markdown).toContain('| `to` | list of maps: [place](#place) | required |');
    expect(markdown).toContain('## place\n\nWhere.\n');
  });

  it('is looked for in all of them', () => {
    expect(placesOf('x', schema)).toEqual(['from', 'to[]']);
  });
});

/** The rule of GitHub: lower case, no punctuation but hyphens and underscores, hyphens for spaces. */
function githubAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
}
