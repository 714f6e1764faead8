import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import type { JsonNote } from '../agent-json/findings.ts';
import { loadAgentJson } from '../config/agent-json.ts';
import type { Command } from './command.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Prints a configuration of amazon-kinesis-agent as one of ours; what cannot be converted goes to standard error. */
export const convertCommand: Command = async (args, { stdout, stderr }) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { blocks: { type: 'boolean', default: false } },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0)
    throw new CommandError(exitCodes.usage, 'name one file: kinship convert /etc/aws-kinesis/agent.json');
  const { plain, notes, skipped, checkpointFile } = loadAgentJson(path, values);
  const head = [
    `Converted from ${path} of amazon-kinesis-agent.`,
    'What differs, and every key: docs/amazon-kinesis-agent.md',
    `Its positions, in ${checkpointFile}, are taken over by: kinship agent --agent-json ${path}`,
    ...notes.map(words),
  ];
  stdout.write(
    `${head.map((line) => `# ${line}\n`).join('')}\n${dollarsKept(stringify(plain, { lineWidth: 0 }))}`,
  );
  if (skipped === undefined) return exitCodes.ok;
  stderr.write(`${skipped.message}\n`);
  return exitCodes.config;
};

function words({ line, column, path, kind, message }: JsonNote): string {
  const what = { unknown: 'unknown', unused: 'without use here', differently: 'done differently' }[kind];
  return `${line}:${column} ${path}, ${what}: ${message}`;
}

/** `${` is text in agent.json, and a variable in ours. */
function dollarsKept(yaml: string): string {
  return yaml.replaceAll('${', () => '$${');
}
