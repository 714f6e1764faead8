import { describe, expect, it } from 'vitest';
import { checkProblems, type ProblemCase } from './check-problems.ts';

const cases: readonly ProblemCase[] = [
  {
    title: 'a number',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    password: 12345678
`,
    problems: `
agent.yaml:4:15: agent.output.password must be text, but is a number
  put it in quotes
`,
  },
  {
    title: 'too short',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    password: hunter2
`,
    problems: `
agent.yaml:4:15: agent.output.password must have at least 8 characters
`,
  },
  {
    title: 'in a list',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    password: [hunter2]
`,
    problems: `
agent.yaml:4:15: agent.output.password must be text, but is a list
`,
  },
  {
    title: 'in an alias',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    password: *hunter2
`,
    problems: `
agent.yaml:4:15: a value that starts with * is a YAML alias, and the file has no anchor of this name
  if a pattern or other text is meant, put it in quotes, like "*.log"
`,
  },
  {
    title: 'in an open quote',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    password: "hunter2
`,
    problems: `
agent.yaml:4:15: a quote is opened and never closed
  add the closing quote at the end of the value
`,
  },
  {
    title: 'with a colon',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    password: hunter2: x
`,
    problems: `
agent.yaml:4:15: this value contains ": ", which starts a map
  put the value in quotes; if a map is meant, put its options on lines of their own
`,
  },
  {
    title: 'with text behind',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    password: "x" hunter2
`,
    problems: `
agent.yaml:4:19: something stands here that does not belong to the value before it
  put the whole value in quotes, or look for a bracket or quote too many
`,
  },
  {
    title: 'that looks like an interpolation',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    password: \${hunter2!}
`,
    problems: `
agent.yaml:4:15: this \${…} does not name an environment variable
  write \${NAME} or \${NAME:-default}; for the characters \${ themselves write $\${
`,
  },
  {
    title: 'without its colon',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    password hunter2
`,
    problems: `
agent.yaml:4:5: agent.output must be a map, but is text
  write its options on the lines below, indented, each as "name: value"
`,
  },
  {
    title: 'in a URL',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    url: "http://me:hunter2@"
`,
    problems: `
agent.yaml:4:10: agent.output.url must be a URL, such as https://host:9200, but is "http://***@"
`,
  },
  {
    title: 'in a broken URL',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    url: "//me:hunter2/hunter2@host"
`,
    problems: `
agent.yaml:4:10: agent.output.url must be a URL, such as https://host:9200, but is "***@host"
`,
  },
  {
    title: 'from the environment, whatever the option',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    url: http://me:\${SECRET}@
    port: \${SECRET}
    balance: \${SECRET}
    flushDelayMs: "\${SECRET}"
    password: \${SECRET}
`,
    env: { SECRET: 'hunter2' },
    problems: `
agent.yaml:4:10: agent.output.url must be a URL, such as https://host:9200

agent.yaml:5:11: agent.output.port must be a number, but is text (from \${SECRET})

agent.yaml:6:14: agent.output.balance cannot be \${SECRET}
  it takes: even, host, file, random, a map

agent.yaml:7:19: agent.output.flushDelayMs must be a duration such as 250ms, 5s, 1m or 1h (a bare number counts milliseconds), but \${SECRET} is not

agent.yaml:8:15: agent.output.password must have at least 8 characters
`,
  },
];

describe('secrets never show', () => {
  checkProblems(cases);

  it.each(cases)('$title: not in the expected text either', ({ problems }) => {
    expect(problems).not.toContain('hunter2');
  });
});
