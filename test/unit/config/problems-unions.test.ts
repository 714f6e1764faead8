import { describe } from 'vitest';
import { checkProblems, type ProblemCase } from './check-problems.ts';

const cases: readonly ProblemCase[] = [
  {
    title: 'a misspelt value',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    balance: evn
`,
    problems: `
agent.yaml:4:14: agent.output.balance cannot be "evn"
  did you mean "even"? It takes: even, host, file, random, a map
`,
  },
  {
    title: 'another kind of value',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    balance: 3
`,
    problems: `
agent.yaml:4:14: agent.output.balance cannot be 3
  it takes: even, host, file, random, a map
`,
  },
  {
    title: 'a list',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    balance: []
`,
    problems: `
agent.yaml:4:14: agent.output.balance cannot be a list
  it takes: even, host, file, random, a map
`,
  },
  {
    title: 'nothing',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    balance:
`,
    problems: `
agent.yaml:4:5: agent.output.balance has no value
  it takes: even, host, file, random, a map; write it after the colon, or remove the line
`,
  },
  {
    title: 'the map among them, misspelt',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    balance: { fild: x }
`,
    problems: `
agent.yaml:4:16: unknown option "fild" in agent.output.balance
  did you mean "field"? It takes: field
`,
  },
  {
    title: 'the map among them, wrong inside',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    balance: { field: 3 }
`,
    problems: `
agent.yaml:4:23: agent.output.balance.field must be text, but is 3
  put it in quotes: "3"
`,
  },
  {
    title: 'a misspelt type',
    text: `agent:
  inputs:
    - type: fil
`,
    problems: `
agent.yaml:3:13: agent.inputs[0].type cannot be "fil"
  did you mean "file"? It takes: file, stdin
`,
  },
  {
    title: 'no type',
    text: `agent:
  inputs:
    - paths: [x]
`,
    problems: `
agent.yaml:3:7: missing option "type" in agent.inputs[0]
  it takes: file, stdin
`,
  },
  {
    title: 'type under a misspelt name',
    text: `agent:
  inputs:
    - typ: file
`,
    problems: `
agent.yaml:3:7: missing option "type" in agent.inputs[0]
  did you mean "type" where it says "typ"? It takes: file, stdin
`,
  },
  {
    title: 'a type that is a list',
    text: `agent:
  inputs:
    - type: [file]
`,
    problems: `
agent.yaml:3:13: agent.inputs[0].type cannot be a list
  it takes: file, stdin
`,
  },
];

describe('choices', () => checkProblems(cases));
