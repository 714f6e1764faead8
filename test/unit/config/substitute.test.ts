import { describe, expect, it } from 'vitest';
import { substitute } from '../../../src/config/substitute.ts';

const env = { A: 'a', EMPTY: '', BRACES: `\${A}`, NOT_SET: undefined };

describe('what is replaced', () => {
  it.each([
    { text: 'plain $ { } text', result: 'plain $ { } text' },
    { text: `\${A}`, result: 'a' },
    { text: `<\${A}-\${A}>`, result: '<a-a>' },
    { text: `\${EMPTY}`, result: '' },
    { text: `\${A:-b}`, result: 'a' },
    { text: `\${EMPTY:-b}`, result: 'b' },
    { text: `\${NOT_SET:-b}`, result: 'b' },
    { text: `\${MISSING:-}`, result: '' },
    { text: `\${MISSING:-a:-b}`, result: 'a:-b' },
    { text: `\${MISSING:-two\nlines}`, result: 'two\nlines' },
    { text: `$\${A}`, result: `\${A}` },
    { text: `$$\${A}`, result: `$\${A}` },
    { text: `$\${A} \${A}`, result: `\${A} a` },
    { text: `\${BRACES}`, result: `\${A}` },
    { text: `$A \\\${A}`, result: '$A \\a' },
  ])('$text', ({ text, result }) => {
    expect(substitute(text, env)).toMatchObject({ text: result, faults: [] });
  });
});

describe('what cannot be replaced', () => {
  it.each([
    { text: `\${MISSING}`, index: 0, message: 'the environment variable MISSING is not set' },
    { text: `\${NOT_SET}`, index: 0, message: 'the environment variable NOT_SET is not set' },
    // Names that every JavaScript object inherits.
    { text: `\${constructor}`, index: 0, message: 'the environment variable constructor is not set' },
    { text: `a \${} b`, index: 2, message: `this \${…} does not name an environment variable` },
    { text: `\${A-b}`, index: 0, message: `this \${…} does not name an environment variable` },
    { text: `\${user.id}`, index: 0, message: `this \${…} does not name an environment variable` },
    { text: `\${A} \${A`, index: 5, message: `a \${ is opened and never closed by }` },
    { text: `\${MISSING:-\${A}}`, index: 0, message: `a \${NAME} cannot stand inside another one` },
  ])('$text', ({ text, index, message }) => {
    const { faults } = substitute(text, env);
    expect(faults).toEqual([{ index, message, hint: expect.any(String) }]);
  });
});
