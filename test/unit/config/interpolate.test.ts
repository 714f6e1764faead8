import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../../src/config/error.ts';
import { parseConfig } from '../../../src/config/load.ts';
import type { Environment } from '../../../src/config/substitute.ts';

/** Takes any file, so that only interpolation is under test. */
const anything = z.record(z.string(), z.unknown());

function read(text: string, env: Environment): unknown {
  return parseConfig(text, 'a.yaml', anything, env);
}

describe('the type after interpolation', () => {
  it.each([
    { yaml: `a: \${X}`, X: '9200', a: 9200 },
    { yaml: `a: \${X:-9200}`, X: undefined, a: 9200 },
    { yaml: `a: "\${X}"`, X: '9200', a: '9200' },
    { yaml: `a: '\${X}'`, X: '9200', a: '9200' },
    { yaml: `a: !!str \${X}`, X: '9200', a: '9200' },
    { yaml: `a: |-\n  \${X}`, X: '9200', a: '9200' },
    { yaml: `a: 1\${X}`, X: '00', a: 100 },
    { yaml: `a: \${X}`, X: '0x10', a: 16 },
    { yaml: `a: \${X}`, X: '0o10', a: 8 },
    { yaml: `a: \${X}`, X: '007', a: 7 },
    { yaml: `a: \${X}`, X: '1e3', a: 1000 },
    { yaml: `a: \${X}`, X: '-1.5', a: -1.5 },
    { yaml: `a: \${X}`, X: 'true', a: true },
    { yaml: `a: \${X}`, X: 'yes', a: 'yes' },
    { yaml: `a: \${X}`, X: '', a: null },
    { yaml: `a: \${X}`, X: '~', a: null },
    { yaml: `a: \${X}`, X: '1.2.3', a: '1.2.3' },
    { yaml: `a: \${X}:9200`, X: 'host', a: 'host:9200' },
    { yaml: `a: $\${X}`, X: '1', a: `\${X}` },
  ])('$yaml with $X', ({ yaml, X, a }) => {
    expect(read(yaml, { X })).toEqual({ a });
  });
});

describe('the structure of the file', () => {
  it.each([
    'b\nc: d',
    'b: c',
    '[1, 2]',
    '{b: c}',
    '- b',
    'b # c',
    '# b',
    '*a',
    '&a b',
    '!!binary x',
    '"',
    "'",
    '|',
    `\${X}`,
    '---\nb: c',
  ])('is not changed by %j', (X) => {
    expect(read(`a: \${X}\nb: "\${X}"`, { X })).toEqual({ a: X, b: X });
  });

  it('is not changed by any value', () => {
    const template = `a: \${X}\nb: "\${X}"\nc:\n  - \${X}\n  - { d: '\${X}' }\ne: |\n  \${X}\n\n`;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (X) => {
        const scalar = expect.toSatisfy((value: unknown) => typeof value !== 'object' || value === null);
        expect(read(template, { X })).toEqual({ a: scalar, b: X, c: [scalar, { d: X }], e: `${X}\n` });
      }),
    );
  });

  it('is not changed by any text made of YAML marks', () => {
    const marks = fc.string({
      unit: fc.constantFrom('\n', ' ', '-', ':', '#', '{', '}', '[', '"', '$', '&', '*', 'a'),
    });
    fc.assert(
      fc.property(marks, (X) => {
        expect(read(`a: "\${X}"\nb: <\${X}>`, { X })).toEqual({ a: X, b: `<${X}>` });
      }),
    );
  });

  it('has keys that are left alone', () => {
    expect(read(`"\${X}": 1`, { X: 'a' })).toEqual({ [`\${X}`]: 1 });
  });

  it('replaces what an anchor holds once, however often it is used', () => {
    expect(read(`a: &x $\${X}\nb: *x\nc: *x`, { X: 'a' })).toEqual({ a: `\${X}`, b: `\${X}`, c: `\${X}` });
  });
});

describe('where a missing variable is', () => {
  it.each([
    { yaml: `a: \${X}`, place: '1:4' },
    { yaml: `a: http://\${X}/`, place: '1:11' },
    { yaml: `a: "x \${X}"`, place: '1:7' },
    { yaml: `a:\n  - b\n  - c: \${X}`, place: '3:8' },
    // An escape before it moves the text; then the value as a whole is pointed at.
    { yaml: `a: "\\u0041 \${X}"`, place: '1:4' },
    { yaml: `a: |\n  text \${X}`, place: '1:4' },
  ])('$yaml', ({ yaml, place }) => {
    expect(problemsOf(yaml)).toBe(
      `a.yaml:${place}: the environment variable X is not set\n` +
        `  set it, or give a value to use without it: \${X:-default}`,
    );
  });

  it('is told for each of several', () => {
    expect(problemsOf(`a: \${X} \${Y}`).match(/a.yaml:1:\d+: .*/g)).toEqual([
      'a.yaml:1:4: the environment variable X is not set',
      'a.yaml:1:9: the environment variable Y is not set',
    ]);
  });

  it('is all that is said of that value', () => {
    expect(() => parseConfig(`a: \${X}`, 'a.yaml', z.strictObject({ a: z.number() }), {})).toThrow(
      /^.*is not set\n.*$/,
    );
  });
});

function problemsOf(yaml: string): string {
  try {
    return `none: ${JSON.stringify(read(yaml, {}))}`;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
