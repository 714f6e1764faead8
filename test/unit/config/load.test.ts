import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/config/error.ts';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import { sampleSchema } from './sample-schema.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kinship-config-'));
});
afterAll(() => rm(dir, { recursive: true }));

const minimal = 'agent:\n  inputs: [{ type: stdin }]\n';

describe('a file on disk', () => {
  it('becomes a typed config with its defaults', async () => {
    const path = join(dir, 'agent.yaml');
    await writeFile(path, `\uFEFF${minimal}  output:\n    flushDelayMs: 5s\n    port: \${PORT}\n`);
    expect(loadConfig(path, sampleSchema, { PORT: '1' }).agent).toEqual({
      labels: {},
      inputs: [{ type: 'stdin' }],
      output: { balance: 'even', blockBytesMax: 1_048_576, flushDelayMs: 5000, port: 1, ratio: 0.5 },
    });
  });

  it.each([
    { title: 'missing', content: undefined, says: 'there is no such file' },
    {
      title: 'too large',
      content: Buffer.alloc(1024 * 1024 + 1, '#'),
      says: 'the file is larger than 1 MiB',
    },
    {
      title: 'in another encoding',
      content: Buffer.from(minimal, 'utf16le').fill(0xff, 0, 2),
      says: 'the file is not UTF-8 text',
    },
  ])('that is $title is a ConfigError', async ({ title, content, says }) => {
    const path = join(dir, `${title}.yaml`);
    if (content !== undefined) await writeFile(path, content);
    expect(() => loadConfig(path, sampleSchema, {})).toThrow(`${path}: ${says}`);
  });

  it('that is a folder is a ConfigError', () => {
    expect(() => loadConfig(dir, sampleSchema, {})).toThrow(`${dir}: this is a folder, not a file`);
  });
});

describe('a ConfigError', () => {
  it('holds its problems in the order of lines, whoever found them', () => {
    const text = `${minimal}  output:\n    port: 0\n    url: \${URL}\n    ratio: 1\n    ratio: 2\n    x: 1\n`;
    expect(problemsOf(text).map(({ line, column, path }) => [line, column, path])).toEqual([
      [4, 11, 'agent.output.port'],
      [5, 10, 'agent.output.url'],
      [7, 5, 'agent.output.ratio'],
      [8, 5, 'agent.output.x'],
    ]);
  });

  it('names file, place, option, message and hint of each', () => {
    expect(problemsOf(`${minimal}  outptu: {}\n`)).toEqual([
      {
        file: 'agent.yaml',
        line: 3,
        column: 3,
        path: 'agent.outptu',
        message: 'unknown option "outptu" in agent',
        hint: 'did you mean "output"? It takes: id, labels, inputs, output',
      },
    ]);
  });

  it.each([
    { title: 'nested aliases', text: `a: &a [1]\n${Array.from({ length: 9 }, (_, i) => bomb(i)).join('')}` },
    { title: 'deep nesting', text: '['.repeat(5_000) },
    { title: 'a deep map', text: Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:\n`).join('') },
  ])('is what $title end in', ({ text }) => {
    expect(problemsOf(text)).not.toEqual([]);
  });
});

/** Each line nine times the size of the line before it. */
function bomb(index: number): string {
  const [before, name] = ['abcdefghij'.charAt(index), 'abcdefghij'.charAt(index + 1)];
  return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]\n`;
}

function problemsOf(text: string): ConfigError['problems'] {
  try {
    parseConfig(text, 'agent.yaml', sampleSchema, {});
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
