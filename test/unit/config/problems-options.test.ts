import { describe } from 'vitest';
import { checkProblems, type ProblemCase } from './check-problems.ts';

const cases: readonly ProblemCase[] = [
  {
    title: 'misspelt, misplaced and unknown',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    flushDelay: 1s
    block_bytes_max: 1
    zzz: 1
    follow: true
    id: x
    agent: 1
`,
    problems: `
agent.yaml:4:5: unknown option "flushDelay" in agent.output
  did you mean "flushDelayMs"? It takes: balance, blockBytesMax, flushDelayMs, port, ratio, url, password

agent.yaml:5:5: unknown option "block_bytes_max" in agent.output
  did you mean "blockBytesMax"? It takes: balance, blockBytesMax, flushDelayMs, port, ratio, url, password

agent.yaml:6:5: unknown option "zzz" in agent.output
  it takes: balance, blockBytesMax, flushDelayMs, port, ratio, url, password

agent.yaml:7:5: unknown option "follow" in agent.output
  it belongs in agent.inputs[]: check the indentation

agent.yaml:8:5: unknown option "id" in agent.output
  it belongs in agent: check the indentation

agent.yaml:9:5: unknown option "agent" in agent.output
  it belongs at the top level of the file: check the indentation
`,
  },
  {
    title: 'names that JavaScript knows',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    __proto__: 1
    constructor: 1
    toString: 1
`,
    problems: `
agent.yaml:4:5: unknown option "__proto__" in agent.output
  it takes: balance, blockBytesMax, flushDelayMs, port, ratio, url, password

agent.yaml:5:5: unknown option "constructor" in agent.output
  it takes: balance, blockBytesMax, flushDelayMs, port, ratio, url, password

agent.yaml:6:5: unknown option "toString" in agent.output
  it takes: balance, blockBytesMax, flushDelayMs, port, ratio, url, password
`,
  },
  {
    title: 'a merge key',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    <<: { port: 1 }
`,
    problems: `
agent.yaml:4:5: unknown option "<<" in agent.output
  YAML 1.2 has no merge keys: repeat the options
`,
  },
  {
    title: 'a misspelt section, which is then not missing too',
    text: `agnet: {}
`,
    problems: `
agent.yaml:1:1: unknown option "agnet"
  did you mean "agent"? It takes: agent
`,
  },
  {
    title: 'a required option left out',
    text: `agent:
  id: x
`,
    problems: `
agent.yaml:1:1: missing option "inputs" in agent
  it must be a list: Where lines come from.
`,
  },
  {
    title: 'everything left out',
    text: `{}
`,
    problems: `
agent.yaml:1:1: missing option "agent"
  it must be a map: Ships files.
`,
  },
  {
    title: 'an option of another type',
    text: `agent:
  inputs:
    - type: stdin
      paths: [x]
`,
    problems: `
agent.yaml:4:7: unknown option "paths" in agent.inputs[0]
  not with this type; it takes: type, prompt
`,
  },
  {
    title: 'a required option under a misspelt name',
    text: `agent:
  inputs:
    - type: file
      pathes: [x]
`,
    problems: `
agent.yaml:4:7: unknown option "pathes" in agent.inputs[0]
  did you mean "paths"? It takes: type, paths, follow
`,
  },
  {
    title: 'options written twice',
    text: `agent:
  id: a
  inputs: [{ type: stdin }]
  id: b
agent:
  inputs: [{ type: stdin, type: stdin }]
`,
    problems: `
agent.yaml:4:3: option "id" is written twice in agent
  line 2 has it already: remove one of the two

agent.yaml:5:1: option "agent" is written twice
  line 1 has it already: remove one of the two

agent.yaml:6:27: option "type" is written twice in agent.inputs[0]
  line 6 has it already: remove one of the two
`,
  },
  {
    title: 'a name its map does not allow',
    text: `agent:
  labels: { a: x, B: y }
  inputs: [{ type: stdin }]
`,
    problems: `
agent.yaml:2:19: "B" is not allowed as a name in agent.labels
  a name here must have the form /^[a-z]+$/
`,
  },
  {
    title: 'below an alias, where it is written',
    text: `agent:
  inputs:
    - &input { type: stdin, foo: 1 }
    - *input
`,
    problems: `
agent.yaml:3:29: unknown option "foo" in agent.inputs[0]
  it takes: type, prompt

agent.yaml:3:29: unknown option "foo" in agent.inputs[1]
  it takes: type, prompt
`,
  },
];

describe('names of options', () => checkProblems(cases));
