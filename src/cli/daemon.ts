import { parseArgs } from 'node:util';
import type { AwsAddress } from '../aws/client-config.ts';
import { type KinesisConnection, kinesisClient } from '../aws/kinesis-client.ts';
import type { Config } from '../config/schema.ts';
import type { Clock, Random } from '../flow/clock.ts';
import { createLog, type Logger } from '../telemetry/log.ts';
import type { CommandContext } from './command.ts';
import { type ConfigSource, configArguments, type LoadedConfig, takeConfig } from './config-source.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { listenForStop, type StopSignals } from './stop-signals.ts';
import { systemClock } from './system-clock.ts';

/** The one argument of a daemon: its configuration. */
export interface DaemonArguments extends LoadedConfig {
  readonly source: ConfigSource;
  readonly path: string;
  readonly dryRun: boolean;
}

/** Reads `CONFIG [--dry-run]`; `--config CONFIG` means the same, and `--agent-json FILE` names one of another agent. */
export function readDaemonArguments(name: string, args: string[], { env }: CommandContext): DaemonArguments {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      config: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      ...configArguments,
    },
  });
  const usage = `name one configuration file: kinship ${name} config/agent.yaml`;
  const named = values.config === undefined ? positionals : [values.config, ...positionals];
  const { sourceOf, rest } = takeConfig(values, named, usage);
  if (rest.length > 0) throw new CommandError(exitCodes.usage, usage);
  const source = sourceOf(env);
  return { source, path: source.path, ...source.load(), dryRun: values['dry-run'] };
}

/** The configuration file, of commands that take nothing else. */
export function readOnlyArgument(name: string, args: string[]): string {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const [path, ...more] = positionals;
  return onlyPath(name, path, more);
}

function onlyPath(name: string, path: string | undefined, more: readonly string[]): string {
  if (path === undefined || more.length > 0)
    throw new CommandError(exitCodes.usage, `name one configuration file: kinship ${name} config/agent.yaml`);
  return path;
}

/** The outside world as every daemon is given it. */
export interface Daemon extends StopSignals {
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  readonly connect: (address: AwsAddress) => KinesisConnection;
}

/** Runs until a signal ends it, with a log of its own. */
export async function runDaemon(
  config: Config,
  { env, stderr }: CommandContext,
  run: (daemon: Daemon) => Promise<void>,
): Promise<number> {
  const log = createLog(config.log.level, stderr.isTTY === true ? 'text' : 'json', (line) =>
    stderr.write(line),
  );
  const signals = listenForStop();
  try {
    await run({
      ...signals,
      log,
      clock: systemClock,
      random: Math.random,
      connect: (address) => kinesisClient(address, env),
    });
    return signals.force.aborted ? exitCodes.temporary : exitCodes.ok;
  } finally {
    signals.dispose();
  }
}

/** The section the command needs, or an error that says how to get it. */
export function sectionOf<Name extends 'agent' | 'consumer'>(
  config: Config,
  name: Name,
  path: string,
): NonNullable<Config[Name]> {
  const section = config[name];
  if (section === undefined) {
    throw new CommandError(
      exitCodes.config,
      `${path} has no section "${name}"\n  config/${name}.yaml is an example`,
    );
  }
  return section;
}
