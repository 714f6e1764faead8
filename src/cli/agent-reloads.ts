import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { FlowReloads } from '../agent-flows.ts';
import { type AgentSection, type Flow, flowsOf, hasNamedFlows } from '../config/agent-options.ts';
import type { Config } from '../config/schema.ts';
import { reasonOf } from '../record/reason.ts';
import type { FlowChanges, ReloadTelemetry } from '../telemetry/reloads.ts';
import type { CommandContext } from './command.ts';
import type { ConfigSource, LoadedConfig } from './config-source.ts';
import { sectionOf } from './daemon.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { checkTarget, optionOf } from './findings.ts';

export interface ConfigReloadsOptions {
  readonly source: ConfigSource;
  readonly env: CommandContext['env'];
  readonly config: Config;
  readonly telemetry: Pick<ReloadTelemetry, 'taken' | 'refused' | 'unchanged'>;
  /** Hears of each that was read. */
  readonly read: (loaded: LoadedConfig) => void;
  /** Hears of each configuration that is taken. */
  readonly taken: (config: Config) => void;
}

/** Reads the configuration file again when told to, and hands on what can be used; what cannot is told and changes nothing. */
export class ConfigReloads implements FlowReloads {
  readonly #options: ConfigReloadsOptions;
  #config: Config;
  #changed = new AbortController();
  #stamp: string | undefined;
  /** One at a time, in the order in which they were asked for. */
  #reloading: Promise<void> = Promise.resolve();

  constructor(options: ConfigReloadsOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#stamp = options.source.stamp();
  }

  /** The file as it was when it was read last. */
  get stamp(): string | undefined {
    return this.#stamp;
  }

  get changed(): AbortSignal {
    return this.#changed.signal;
  }

  take(): Flow[] {
    const { source, taken } = this.#options;
    this.#changed = new AbortController();
    setMaxListeners(0, this.#changed.signal);
    taken(this.#config);
    return flowsOf(sectionOf(this.#config, 'agent', source.path));
  }

  taken(changes: FlowChanges): void {
    this.#options.telemetry.taken(changes);
  }

  /** Resolves when the file is read: it is being taken then, or was refused. */
  reload(): Promise<void> {
    this.#stamp = this.#options.source.stamp();
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  async #reload(): Promise<void> {
    const { telemetry, source, env, read } = this.#options;
    try {
      const loaded = source.load();
      read(loaded);
      const { config: next } = loaded;
      await assertUsable(
        sectionOf(next, 'agent', source.path),
        sectionOf(this.#config, 'agent', source.path),
        env,
      );
      if (isDeepStrictEqual(next, this.#config)) return telemetry.unchanged();
      this.#config = next;
      this.#changed.abort();
    } catch (error) {
      // Whatever it is, also a bug: the agent ships on as before.
      telemetry.refused(reasonOf(error));
    }
  }
}

/** Throws where a flow would end by it, or lose its place. */
async function assertUsable(
  next: AgentSection,
  current: AgentSection,
  env: CommandContext['env'],
): Promise<void> {
  if (next.dataDir !== current.dataDir) {
    const message = `agent.dataDir is ${current.dataDir} while the agent runs, not ${next.dataDir}: restart it`;
    throw new CommandError(exitCodes.config, message);
  }
  // Between both kinds of names the folders would be others, or their metrics.
  if (hasNamedFlows(next) !== hasNamedFlows(current)) {
    const message = 'agent.flows came, or went, while the agent runs: restart it';
    throw new CommandError(exitCodes.config, message);
  }
  const before = new Map(flowsOf(current).map(({ name, options }) => [name, options.output]));
  for (const flow of flowsOf(next))
    await assertStream(flow, before.get(flow.name), optionOf(next, flow, 'output'), env);
}

async function assertStream(
  { options: { output } }: Flow,
  before: Flow['options']['output'] | undefined,
  option: string,
  env: CommandContext['env'],
): Promise<void> {
  if (before !== undefined && isDeepStrictEqual(targetOf(output), targetOf(before))) return;
  const { verdict, subject, detail, hint } = await checkTarget(option, output, env);
  if (verdict === 'problem')
    throw new CommandError(exitCodes.config, `${subject}: ${detail}${hint === undefined ? '' : `; ${hint}`}`);
}

function targetOf(output: Flow['options']['output']) {
  const { type, region, endpoint, credentials, assumeRole } = output;
  const name = output.type === 'kinesis' ? output.stream : output.deliveryStream;
  return { type, name, region, endpoint, credentials, assumeRole };
}
