import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedDocs } from '../../scripts/generated-docs.ts';
import { parseConfig } from '../../src/config/load.ts';
import { configSchema } from '../../src/config/schema.ts';
import { readSources } from './project-files.ts';

const root = join(import.meta.dirname, '..', '..');
const examples = readSources('config/*.yaml');
const pages = readSources('*.md', 'docs/**/*.md');

describe('generated files', () => {
  it.each([...generatedDocs()])('%s is as `npm run docs` writes it', (path, text) => {
    expect(existsSync(join(root, path))).toBe(true);
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });

  it('tell of every option what it is for', () => {
    const reference = generatedDocs().get('docs/configuration.md') ?? '';
    const options = [...reference.matchAll(/^\| `(\S+)` \|.*\| (.*) \|$/gm)];
    expect(options.length).toBeGreaterThan(20);
    expect(options.filter(([, , meaning]) => meaning?.trim() === '').map(([, name]) => name)).toEqual([]);
  });
});

describe('example configurations', () => {
  it('are there', () => {
    expect(examples.size).toBeGreaterThanOrEqual(3);
  });

  it.each([...examples])('%s loads with nothing set in the environment', (path, text) => {
    expect(() => parseConfig(text, path, configSchema, {})).not.toThrow();
  });

  it.each([...examples])('%s loads with the variables it names', (path, text) => {
    expect(() => parseConfig(text, path, configSchema, namedVariables(text))).not.toThrow();
  });

  it.each([...examples])('%s names a schema that is there', (path, text) => {
    const schema = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text)?.[1];
    expect(schema).toBeDefined();
    expect(existsSync(join(root, dirname(path), schema ?? ''))).toBe(true);
  });
});

describe('pages', () => {
  it.each([...pages])('%s links to files that are there', (path, text) => {
    expect(linkedFiles(path, text).filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('are looked at for all kinds of links', () => {
    const text =
      '[a](x.md#part) ![b](../y.png "title") [c](https://example.org) [d](#part)\n[e]: z.md\n`[f](g)`';
    expect(linkedFiles('docs/page.md', text)).toEqual(['docs/x.md', 'y.png', 'docs/z.md']);
  });
});

/** `${NAME:-default}` in an example: a value of the same kind, but not the same. */
function namedVariables(text: string): Record<string, string> {
  const named = [...text.matchAll(/\$\{(\w+)(?::?-([^}]*))?\}/g)];
  return Object.fromEntries(named.map(([, name = '', fallback = '']) => [name, variant(name, fallback)]));
}

/** Choices have other values that are allowed; any other text may be any text. */
function variant(name: string, fallback: string): string {
  if (name === 'KINSHIP_FORMAT') return 'single';
  if (fallback.startsWith('http')) return 'https://search.example.org:9200';
  return fallback === '' ? 'given' : `${fallback}-other`;
}

/** Files a page links to, by path from the project's root. What stands as code is no link. */
function linkedFiles(path: string, text: string): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const links = prose.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]: (\S+)/gm);
  return [...links]
    .map(([, inline, reference]) => inline ?? reference ?? '')
    .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
    .map((target) => join(dirname(path), target.replace(/#.*$/, '')));
}
