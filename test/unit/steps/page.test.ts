import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { configSchema } from '../../../src/config/schema.ts';
import type { Fields } from '../../../src/steps/field.ts';
import { plain, runSteps } from './events.ts';

const page = readFileSync(new URL('../../../docs/processing.md', import.meta.url), 'utf8');
const env = { REDACT_KEY: 'a key of the page’s test' };

/** Steps in YAML, and behind them events, each with what becomes of it. */
const examples = [...page.matchAll(/```yaml\n(steps:\n.*?)```\n\n```\n(.*?)```/gs)].map(
  ([, yaml = '', lines = '']) => ({ yaml, lines: lines.trim().split('\n') }),
);

function stepsOf(yaml: string) {
  const text = `agent:
  inputs: [{ type: file, paths: /x }]
  output: { type: kinesis, stream: s }
${yaml.replaceAll(/^/gm, '  ')}`;
  return parseConfig(text, 'docs/processing.md', configSchema, env).agent?.steps ?? [];
}

describe('docs/processing.md', () => {
  test('has an example of each step', () => {
    const shown = new Set(examples.flatMap(({ yaml }) => stepsOf(yaml)).map(({ type }) => type));
    const types = ['add', 'rename', 'remove', 'cast', 'keep', 'drop', 'sample', 'rateLimit', 'redact'];
    expect([...shown].sort()).toEqual(types.sort());
  });

  test.each(examples)('$yaml', ({ yaml, lines }) => {
    const before = lines.filter((_, index) => index % 2 === 0).map((line) => JSON.parse(line) as Fields);
    const sent = lines
      .filter((line) => line.startsWith('→ {'))
      .map((line) => JSON.parse(line.slice(2)) as object);
    expect(lines.filter((line) => line.startsWith('→'))).toHaveLength(before.length);
    expect(runSteps(stepsOf(yaml), before).events.map(plain)).toEqual(sent);
  });
});
