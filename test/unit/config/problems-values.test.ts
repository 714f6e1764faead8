import { describe } from 'vitest';
import { checkProblems, type ProblemCase } from './check-problems.ts';

const cases: readonly ProblemCase[] = [
  {
    title: 'the wrong kind',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    port: "9200"
    ratio: [1]
    url: 5
    blockBytesMax: big
    flushDelayMs: true
`,
    problems: `
agent.yaml:4:11: agent.output.port must be a number, but is "9200"
  remove the quotes

agent.yaml:5:12: agent.output.ratio must be a number, but is a list

agent.yaml:6:10: agent.output.url must be text, but is 5
  put it in quotes: "5"

agent.yaml:7:20: agent.output.blockBytesMax must be a size such as 256KiB, 5MiB or 1MB (a bare number counts bytes), but is "big"

agent.yaml:8:19: agent.output.flushDelayMs must be a duration such as 250ms, 5s, 1m or 1h (a bare number counts milliseconds), but is true
`,
  },
  {
    title: 'not a map',
    text: `agent:
  inputs:
    - stdin
  output: [x]
`,
    problems: `
agent.yaml:3:7: agent.inputs[0] must be a map, but is "stdin"
  write its options on the lines below, indented, each as "name: value"

agent.yaml:4:11: agent.output must be a map, but is a list
  write its options without dashes
`,
  },
  {
    title: 'not a list',
    text: `agent:
  inputs: stdin
`,
    problems: `
agent.yaml:2:11: agent.inputs must be a list, but is "stdin"
  a list of one is written ["stdin"]
`,
  },
  {
    title: 'a map for a list',
    text: `agent:
  inputs: { type: stdin }
`,
    problems: `
agent.yaml:2:11: agent.inputs must be a list, but is a map
`,
  },
  {
    title: 'not true or false',
    text: `agent:
  inputs:
    - type: file
      paths: "*.log"
      follow: yes
`,
    problems: `
agent.yaml:4:14: agent.inputs[0].paths must be a list, but is "*.log"
  a list of one is written ["*.log"]

agent.yaml:5:15: agent.inputs[0].follow must be true or false, but is "yes"
  write true or false, without quotes
`,
  },
  {
    title: 'a name without its colon',
    text: `agent:
  inputs
`,
    problems: `
agent.yaml:2:3: agent must be a map, but is "inputs"
  write its options on the lines below, indented, each as "name: value"
`,
  },
  {
    title: 'out of bounds',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    port: 70000
    blockBytesMax: 2MiB
    flushDelayMs: 1ms
`,
    problems: `
agent.yaml:4:11: agent.output.port must be at most 65535, but is 70000
  it takes 1 to 65535

agent.yaml:5:20: agent.output.blockBytesMax must be at most 1MiB, but is "2MiB"

agent.yaml:6:19: agent.output.flushDelayMs must be at least 10ms, but is "1ms"
`,
  },
  {
    title: 'not whole',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    port: 1.5
    blockBytesMax: 10.5
`,
    problems: `
agent.yaml:4:11: agent.output.port must be a whole number, but is 1.5

agent.yaml:5:20: agent.output.blockBytesMax must be a size such as 256KiB, 5MiB or 1MB (a bare number counts bytes), but is 10.5
`,
  },
  {
    title: 'not a number at all',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    port: .nan
    ratio: .inf
`,
    problems: `
agent.yaml:4:11: agent.output.port must be a number, but is NaN

agent.yaml:5:12: agent.output.ratio must be a number, but is Infinity
`,
  },
  {
    title: 'empty',
    text: `agent:
  id: ""
  inputs: []
`,
    problems: `
agent.yaml:2:7: agent.id must not be empty

agent.yaml:3:11: agent.inputs must not be empty
`,
  },
  {
    title: 'nothing after the colon',
    text: `agent:
  inputs:
    -
  output:
  id:
`,
    problems: `
agent.yaml:3:6: agent.inputs[0] has no value
  it must be a map; write it on the lines below, indented, or remove the dash

agent.yaml:4:3: agent.output has no value
  it must be a map; write it on the lines below, indented, or remove the line

agent.yaml:5:3: agent.id has no value
  it must be text; write it after the colon, or remove the line
`,
  },
  {
    title: 'the wrong form',
    text: `agent:
  inputs: [{ type: stdin }]
  output:
    url: nowhere
`,
    problems: `
agent.yaml:4:10: agent.output.url must be a URL, such as https://host:9200, but is "nowhere"
`,
  },
  {
    title: 'a rule of the schema’s author',
    text: `agent:
  id: x
  inputs: [{ type: stdin }]
  output: { port: 1 }
`,
    problems: `
agent.yaml:1:1: agent: id x cannot have port 1
`,
  },
  {
    title: 'lines ended as on Windows',
    text: `agent:\r
  inputs: [{ type: stdin }]\r
  output:\r
    port: x\r
`,
    problems: `
agent.yaml:4:11: agent.output.port must be a number, but is "x"
`,
  },
];

describe('values of options', () => checkProblems(cases));
