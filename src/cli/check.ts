import type { Config } from '../config/schema.ts';
import type { Command, CommandContext } from './command.ts';
import { readDaemonArguments } from './daemon.ts';
import { exitCodes } from './exit-codes.ts';
import type { Finding } from './finding.ts';
import { checkAgent, checkConsumer } from './findings.ts';

export const checkCommand: Command = async (args, context) => {
  const { config, path } = readDaemonArguments('check', args, context);
  return reportCheck(path, config, context);
};

/** Looks at all that the configuration names, and prints what was found. */
export async function reportCheck(
  path: string,
  { agent, consumer }: Pick<Config, 'agent' | 'consumer'>,
  { env, stdout }: CommandContext,
): Promise<number> {
  const findings = [
    ...(agent === undefined ? [] : await checkAgent(agent, env)),
    ...(consumer === undefined ? [] : await checkConsumer(consumer, env)),
  ];
  stdout.write(`${path}\n${findings.map(asText).join('')}`);
  const problems = findings.filter(({ verdict }) => verdict === 'problem').length;
  if (findings.length === 0) stdout.write('  nothing to check: neither a section "agent" nor "consumer"\n');
  stdout.write(
    problems === 0 ? 'ready to start\n' : `${problems} ${problems === 1 ? 'problem' : 'problems'}\n`,
  );
  return problems === 0 && findings.length > 0 ? exitCodes.ok : exitCodes.config;
}

const marks: Record<Finding['verdict'], string> = {
  ok: 'ok      ',
  warning: 'warning ',
  problem: 'PROBLEM ',
};

function asText({ subject, verdict, detail, hint }: Finding): string {
  return `  ${marks[verdict]} ${subject}: ${detail}\n${hint === undefined ? '' : `            ${hint}\n`}`;
}
