import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonFile, JsonNote } from '../agent-json/findings.ts';
import type { FlowMode } from '../agent-json/flow.ts';
import { type ReadAgentJson, readAgentJson } from '../agent-json/read.ts';
import { ConfigError } from './error.ts';
import { unreadable } from './load.ts';
import { type Config, configSchema } from './schema.ts';

/** A configuration of amazon-kinesis-agent, as ours. */
export interface LoadedAgentJson {
  readonly config: Config;
  /** What our configuration file would say. */
  readonly plain: PlainConfig;
  /** By the names of our flows, what amazon-kinesis-agent calls them in its checkpoints. */
  readonly flowIds: ReadonlyMap<string, string>;
  readonly checkpointFile: string;
  readonly notes: readonly JsonNote[];
  /** Why some of its flows cannot be run; the others can. */
  readonly skipped?: ConfigError;
}

export interface PlainConfig {
  readonly agent: {
    readonly flows: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
  };
}

/** Reads agent.json and the files of `agent.d` beside it. Throws a ConfigError where none of its flows can be run. */
export function loadAgentJson(path: string, mode: FlowMode): LoadedAgentJson {
  const read = readAgentJson([readFile(path), ...filesBeside(path)], mode);
  const { flows, problems, notes, checkpointFile } = read;
  const skipped = problems.length > 0 ? new ConfigError(problems) : undefined;
  if (flows.length === 0 && skipped !== undefined) throw skipped;
  const plain = { agent: { flows: flows.map(({ flow }) => flow) } };
  return {
    config: configSchema.parse(plain),
    plain,
    flowIds: idsOf(read),
    notes,
    checkpointFile,
    ...(skipped !== undefined && { skipped }),
  };
}

/** All files of which a configuration is made. */
export function agentJsonFiles(path: string): string[] {
  return [path, ...namesBeside(path)];
}

function idsOf({ flows }: ReadAgentJson): Map<string, string> {
  return new Map(flows.map(({ id, flow }) => [flow.name, id]));
}

function filesBeside(path: string): JsonFile[] {
  return namesBeside(path).map(readFile);
}

/** amazon-kinesis-agent takes every file of the folder; whatever cannot be read there is told. */
function namesBeside(path: string): string[] {
  const folder = join(dirname(path), 'agent.d');
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort();
}

function readFile(path: string): JsonFile {
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw new ConfigError([unreadable(path, cause)], { cause });
  }
}
