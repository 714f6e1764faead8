import { agentJsonFiles, type LoadedAgentJson, loadAgentJson } from '../config/agent-json.ts';
import { loadConfig } from '../config/load.ts';
import { type Config, configSchema } from '../config/schema.ts';
import type { CommandContext } from './command.ts';
import { stampOf } from './config-watch.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Where a command has its configuration from. */
export interface ConfigSource {
  /** The file that a person named. */
  readonly path: string;
  /** Throws a ConfigError that tells everything that is wrong with it. */
  load(): LoadedConfig;
  /** What is not the same any more when a file of it is another one; undefined while there is none. */
  stamp(): string | undefined;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Set where it is one of amazon-kinesis-agent. */
  readonly agentJson?: LoadedAgentJson;
}

/** What names a configuration on the command line: CONFIG, or `--agent-json FILE [--blocks] [--data-dir DIR]`. */
export const configArguments = {
  'agent-json': { type: 'string' },
  blocks: { type: 'boolean', default: false },
  'data-dir': { type: 'string' },
} as const;

export interface ConfigValues {
  readonly 'agent-json'?: string | undefined;
  readonly blocks: boolean;
  readonly 'data-dir'?: string | undefined;
}

/** Takes CONFIG from the front of the arguments where no agent.json is named; the rest is the command's. */
export function takeConfig(
  values: ConfigValues,
  positionals: readonly string[],
  usage: string,
): { readonly sourceOf: (env: CommandContext['env']) => ConfigSource; readonly rest: readonly string[] } {
  const { 'agent-json': agentJson, blocks, 'data-dir': dataDir } = values;
  if (agentJson !== undefined)
    return { sourceOf: () => agentJsonSource(agentJson, blocks, dataDir), rest: positionals };
  const [path, ...rest] = positionals;
  if (blocks || dataDir !== undefined)
    throw new CommandError(exitCodes.usage, '--blocks and --data-dir go with --agent-json');
  if (path === undefined) throw new CommandError(exitCodes.usage, usage);
  return { sourceOf: (env) => yamlSource(path, env), rest };
}

function yamlSource(path: string, env: CommandContext['env']): ConfigSource {
  return { path, load: () => ({ config: loadConfig(path, configSchema, env) }), stamp: () => stampOf(path) };
}

function agentJsonSource(path: string, blocks: boolean, dataDir: string | undefined): ConfigSource {
  return {
    path,
    load: () => {
      const agentJson = loadAgentJson(path, { blocks });
      const { agent } = agentJson.config;
      if (agent === undefined || dataDir === undefined) return { config: agentJson.config, agentJson };
      return { config: { ...agentJson.config, agent: { ...agent, dataDir } }, agentJson };
    },
    stamp: () => {
      const stamps = agentJsonFiles(path).map(stampOf);
      return stamps[0] === undefined ? undefined : stamps.join('\n');
    },
  };
}
