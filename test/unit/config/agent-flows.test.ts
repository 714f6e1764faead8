import { expect, test } from 'vitest';
import { flowsOf } from '../../../src/config/agent-options.ts';
import { ConfigError } from '../../../src/config/error.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { configSchema } from '../../../src/config/schema.ts';

const inputs = 'inputs: [{type: file, paths: a}]';
const output = 'output: {type: kinesis, stream: s}';
const flow = (name: string) => `    - {name: ${name}, ${inputs}, ${output}}\n`;

function read(section: string) {
  return parseConfig(`agent:\n${section}`, 'agent.yaml', configSchema, {}).agent;
}

function problemOf(section: string): string {
  try {
    read(section);
    return 'none';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

test.each<[string, string, string]>([
  ['neither', '  dataDir: d\n', 'agent.yaml:1:1: agent: it needs inputs and output, or flows'],
  ['half', `  ${inputs}\n`, 'agent.yaml:1:1: agent: it has inputs, and lacks output'],
  [
    'both',
    `  ${output}\n  flows:\n${flow('a')}`,
    'agent.yaml:2:3: agent.output: cannot stand beside flows: make it part of one, such as a flow named "default"',
  ],
  [
    'a name twice',
    `  flows:\n${flow('a')}${flow('b')}${flow('a')}`,
    'agent.yaml:5:14: agent.flows[2].name: flow 1 of the list has this name already: each needs its own',
  ],
  [
    'a name that is a path',
    `  flows:\n${flow('../a')}`,
    'agent.yaml:3:14: agent.flows[0].name must be letters, digits, dots, dashes and underscores, 64 at most, but is "../a"',
  ],
  [
    'a line that is no record as an event',
    `  inputs: [{type: file, paths: a, lineBytesMax: 500KiB}]\n  ${output}\n`,
    'agent.yaml:2:49: agent.inputs[0].lineBytesMax must be at most 240KiB, except with format: compat, but is "500KiB"',
  ],
  [
    'a container’s files as they stand',
    '  inputs: [{type: file, paths: a, format: {type: cri}}]\n  output: {type: kinesis, stream: s, format: compat}\n',
    'agent.yaml:2:35: agent.inputs[0].format: cri files are not lines that format: compat could send as they stand',
  ],
  [
    'steps for lines as they stand',
    '  inputs: [{type: file, paths: a, steps: [{type: remove, fields: [message]}]}]\n  output: {type: kinesis, stream: s, format: compat}\n',
    'agent.yaml:2:35: agent.inputs[0].steps: format: compat sends lines as they stand, and no step could change them',
  ],
  [
    'steps for all, and lines as they stand in one flow',
    `  steps: [{type: redact, find: [email]}]\n  flows:\n${flow('a')}    - {name: b, inputs: [{type: file, paths: a}], output: {type: kinesis, stream: s, format: compat}}\n`,
    'agent.yaml:2:3: agent.steps: format: compat sends lines as they stand, and no step could change them; give the steps to the inputs of the other flows',
  ],
  [
    'standard input in two flows',
    `  flows:\n    - {name: a, inputs: [{type: stdin}], ${output}}\n    - {name: b, inputs: [{type: stdin}], ${output}}\n`,
    'agent.yaml:4:33: agent.flows[1].inputs[0].type: agent.flows[0].inputs[0] reads standard input already: one input alone can',
  ],
  [
    'a port in two flows',
    `  flows:\n    - {name: a, inputs: [{type: syslog}], ${output}}\n    - {name: b, inputs: [{type: forward, listen: 'tcp://0.0.0.0:5514'}], ${output}}\n`,
    'agent.yaml:4:50: agent.flows[1].inputs[0].listen: agent.flows[0].inputs[0] listens at tcp://127.0.0.1:5514 already: each needs its own place',
  ],
  [
    'messages as they stand',
    '  inputs: [{type: syslog}]\n  output: {type: kinesis, stream: s, format: compat}\n',
    'agent.yaml:2:19: agent.inputs[0].type: format: compat sends lines of files as they stand, and takes no syslog',
  ],
])('%s', (_name, section, problem) => {
  expect(problemOf(section)).toBe(problem);
});

test('steps and metadata hold for each flow', () => {
  const section = read(
    `  steps: [{type: remove, fields: [message]}]\n  metadata: [{type: host}]\n  kubernetes: {}\n  flows:\n${flow('a')}${flow('b')}`,
  );
  if (section === undefined) throw new Error('there is a section');
  const { steps, metadata, kubernetes } = section;
  expect(metadata).toHaveLength(1);
  const shared = flowsOf(section).map(({ options }) => options);
  expect(shared).toHaveLength(2);
  for (const options of shared) expect(options).toMatchObject({ steps, metadata, kubernetes });
});

test('each flow has a folder of its own, and `default` that of the agent', () => {
  const several = read(`  dataDir: /data\n  flows:\n${flow('default')}${flow('a.b')}`);
  const only = read(`  dataDir: /data\n  ${inputs}\n  ${output}\n`);
  if (several === undefined || only === undefined) throw new Error('there is a section');
  const folders = flowsOf(several).map(({ name, options }) => [name, options.dataDir]);
  expect(folders).toEqual([
    ['default', '/data'],
    ['a.b', '/data/flows/a.b'],
  ]);
  expect(flowsOf(only)).toEqual(flowsOf(several).slice(0, 1));
});
