import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { AgentReloads } from '../agent-context.ts';
import type { AgentOptions } from '../config/agent-options.ts';
import { loadConfig } from '../config/load.ts';
import { type Config, configSchema } from '../config/schema.ts';
import { reasonOf } from '../record/reason.ts';
import type { AgentTelemetry } from '../telemetry/agent.ts';
import type { CommandContext } from './command.ts';
import { stampOf } from './config-watch.ts';
import { sectionOf } from './daemon.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { checkKinesis } from './findings.ts';

export interface ConfigReloadsOptions {
  readonly path: string;
  readonly env: CommandContext['env'];
  readonly config: Config;
  readonly telemetry: Pick<AgentTelemetry, 'reloadRefused' | 'reloadUnchanged'>;
  /** Hears of each configuration that is taken. */
  readonly taken: (config: Config) => void;
}

/** Reads the configuration file again when told to, and hands on what can be used; what cannot is told and changes nothing. */
export class ConfigReloads implements AgentReloads {
  readonly #options: ConfigReloadsOptions;
  #config: Config;
  #changed = new AbortController();
  #stamp: string | undefined;
  /** One at a time, in the order in which they were asked for. */
  #reloading: Promise<void> = Promise.resolve();

  constructor(options: ConfigReloadsOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#stamp = stampOf(options.path);
  }

  /** The file as it was when it was read last. */
  get stamp(): string | undefined {
    return this.#stamp;
  }

  get changed(): AbortSignal {
    return this.#changed.signal;
  }

  take(): AgentOptions {
    const { path, taken } = this.#options;
    this.#changed = new AbortController();
    setMaxListeners(0, this.#changed.signal);
    taken(this.#config);
    return sectionOf(this.#config, 'agent', path);
  }

  /** Resolves when the file is read: it is being taken then, or was refused. */
  reload(): Promise<void> {
    this.#stamp = stampOf(this.#options.path);
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  async #reload(): Promise<void> {
    const { telemetry, path, env } = this.#options;
    try {
      const next = loadConfig(path, configSchema, env);
      await assertUsable(sectionOf(next, 'agent', path), sectionOf(this.#config, 'agent', path), env);
      if (isDeepStrictEqual(next, this.#config)) return telemetry.reloadUnchanged();
      this.#config = next;
      this.#changed.abort();
    } catch (error) {
      // Whatever it is, also a bug: the agent ships on as before.
      telemetry.reloadRefused(reasonOf(error));
    }
  }
}

/** Throws where the agent would end by it, or lose its place. */
async function assertUsable(
  next: AgentOptions,
  current: AgentOptions,
  env: CommandContext['env'],
): Promise<void> {
  if (next.dataDir !== current.dataDir) {
    const message = `agent.dataDir is ${current.dataDir} while the agent runs, not ${next.dataDir}: restart it`;
    throw new CommandError(exitCodes.config, message);
  }
  const { stream, region, endpoint } = next.output;
  const { output: before } = current;
  if (stream === before.stream && region === before.region && endpoint === before.endpoint) return;
  const { verdict, subject, detail, hint } = await checkKinesis('agent.output', next.output, env);
  if (verdict === 'problem')
    throw new CommandError(exitCodes.config, `${subject}: ${detail}${hint === undefined ? '' : `; ${hint}`}`);
}
