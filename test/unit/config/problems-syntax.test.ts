import { describe } from 'vitest';
import { checkProblems, type ProblemCase } from './check-problems.ts';

const cases: readonly ProblemCase[] = [
  {
    title: 'an empty file',
    text: ``,
    problems: `
agent.yaml:1:1: the file is empty, or holds only comments
  start from a copy of one of the files in the folder config/
`,
  },
  {
    title: 'only comments',
    text: `# agent:
`,
    problems: `
agent.yaml:1:1: the file is empty, or holds only comments
  start from a copy of one of the files in the folder config/
`,
  },
  {
    title: 'a list',
    text: `- a
`,
    problems: `
agent.yaml:1:1: the file must be a map of options, each written "name: value"
  check that a space follows each colon
`,
  },
  {
    title: 'text, as no space follows the colon',
    text: `agent:b
`,
    problems: `
agent.yaml:1:1: the file must be a map of options, each written "name: value"
  check that a space follows each colon
`,
  },
  {
    title: 'several documents',
    text: `---
agent: 1
---
b: 2
`,
    problems: `
agent.yaml:4:1: a second YAML document starts here, but a configuration file holds one
  remove the line "---" before it, or move the second document to a file of its own
`,
  },
  {
    title: 'a tab',
    text: `agent:
	inputs: []
`,
    problems: `
agent.yaml:2:1: this line is indented with a tab
  YAML allows only spaces: use two for each level
`,
  },
  {
    title: 'an open bracket',
    text: `agent:
  inputs: [a, b
  output: {}
`,
    problems: `
agent.yaml:3:3: the indentation of this line fits no line above, or a bracket above is never closed
  options of one map start in the same column; every [ needs its ] and every { its }
`,
  },
  {
    title: 'an open quote',
    text: `agent:
  id: "x
  output: {}
`,
    problems: `
agent.yaml:2:7: a quote is opened and never closed
  add the closing quote at the end of the value
`,
  },
  {
    title: 'a colon within a value',
    text: `agent:
  id: a: x
`,
    problems: `
agent.yaml:2:7: this value contains ": ", which starts a map
  put the value in quotes; if a map is meant, put its options on lines of their own
`,
  },
  {
    title: 'a forbidden first character',
    text: `agent:
  id: @x
`,
    problems: `
agent.yaml:2:7: a value cannot start with this character
  put the value in quotes
`,
  },
  {
    title: 'a Windows path in double quotes',
    text: `agent:
  id: "C:\\data"
`,
    problems: `
agent.yaml:2:10: there is no such escape as this backslash and letter in double quotes
  use single quotes, in which a backslash is only a backslash: 'C:\\logs' or '\\d+'
`,
  },
  {
    title: 'a glob without quotes',
    text: `agent:
  paths:
    - *.log
`,
    problems: `
agent.yaml:3:7: a value that starts with * is a YAML alias, and the file has no anchor of this name
  if a pattern or other text is meant, put it in quotes, like "*.log"
`,
  },
  {
    title: 'a lone asterisk',
    text: `agent:
  id: *
`,
    problems: `
agent.yaml:2:7: a value that starts with * or & is a YAML alias or anchor
  if a pattern is meant, put it in quotes: "*"
`,
  },
  {
    title: 'an unknown tag',
    text: `agent:
  id: !env X
`,
    problems: `
agent.yaml:2:7: a value that starts with ! is a YAML tag, and this tag is not known here
  if text is meant, put it in quotes; the environment is read by \${NAME}
`,
  },
  {
    title: 'a line indented too deep',
    text: `agent:
  id: x
   port: 1
`,
    problems: `
agent.yaml:2:7: this option has a value, but the line below is indented deeper, as if it belonged to it
  give both lines the same indentation, or remove the value
`,
  },
  {
    title: 'text after a quote',
    text: `agent:
  id: "x" y
`,
    problems: `
agent.yaml:2:11: something stands here that does not belong to the value before it
  put the whole value in quotes, or look for a bracket or quote too many
`,
  },
  {
    title: 'a dash without its space',
    text: `agent:
  - a
  -b
`,
    problems: `
agent.yaml:3:1: this line starts with a dash, but no space follows it
  an entry of a list is written "- value"; a value that starts with a dash goes in quotes
`,
  },
  {
    title: 'a line indented too little',
    text: `agent:
    id: x
  output: {}
`,
    problems: `
agent.yaml:3:1: the indentation of this line fits no line above, or a bracket above is never closed
  options of one map start in the same column; every [ needs its ] and every { its }
`,
  },
  {
    title: 'an interpolation in a flow list',
    text: `agent: [a, \${X}]
`,
    problems: `
agent.yaml:1:13: a \${NAME} between [ ] or { } must be in quotes
  write "\${NAME}", or write the list one entry a line, each after "- "
`,
  },
  {
    title: 'an alias in its own anchor',
    text: `agent: &a { b: *a }
`,
    problems: `
agent.yaml:1:16: this YAML alias contains itself
  write the value out
`,
  },
  {
    title: 'a bracket too many',
    text: `agent: [x]]
`,
    problems: `
agent.yaml:1:11: something stands here that does not belong to the value before it
  put the whole value in quotes, or look for a bracket or quote too many
`,
  },
  {
    title: 'a list as a name',
    text: `? [a]
: 1
`,
    problems: `
agent.yaml:1:3: the name of an option must be text
  put it in quotes
`,
  },
  {
    title: 'an unknown directive',
    text: `%FOO
---
agent: {}
`,
    problems: `
agent.yaml:1:1: a line that starts with % is a YAML directive, and this one is not known
  put the value in quotes, or remove the line
`,
  },
  {
    title: 'several errors, in the order of lines',
    text: `agent:
  id: "a" "b"
  url: a: x
  foo: \`x\`
`,
    problems: `
agent.yaml:2:11: something stands here that does not belong to the value before it
  put the whole value in quotes, or look for a bracket or quote too many

agent.yaml:3:8: this value contains ": ", which starts a map
  put the value in quotes; if a map is meant, put its options on lines of their own

agent.yaml:4:8: a value cannot start with this character
  put the value in quotes
`,
  },
];

describe('what is no YAML', () => checkProblems(cases));
