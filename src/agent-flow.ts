import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { runAgent } from './agent.ts';
import type { AgentContext, AgentReloads } from './agent-context.ts';
import { reloadDrainMs } from './agent-round.ts';
import type { AgentOptions, Flow } from './config/agent-options.ts';
import { type RetryPlan, retryDelayMs } from './flow/retry.ts';
import { SinkError } from './flow/seams.ts';
import { untilAborted } from './flow/until-aborted.ts';
import { StoreError } from './sqlite/database.ts';

/** A mistake is mended by a person: soon enough for one who waits, and seldom enough for the log of one who sleeps. */
const mistakeRetryPlan: RetryPlan = { firstDelayMs: 5_000, delayMaxMs: 60_000 };

/** What one flow is given: an agent's context, of which the reloads are its own. */
export interface FlowContext extends Omit<AgentContext, 'reloads' | 'started'> {
  /** Is asked when the flow has failed for a reason that waiting alone does not mend: whether it is to be tried again. */
  readonly failed: () => boolean;
  /** Hears that all its inputs have ended, as standard input does, and all of them is acknowledged. */
  readonly rested: () => void;
}

/**
 * One flow of an agent that runs. States: `starting` until its stream has answered, `running` from then on, `failed`
 * from an attempt that met a mistake on until one succeeds, `resting` from the end of all its inputs on until its
 * options change, and `ending` from its removal on. A mistake is tried again,
 * for it is not to end the others: who started them decides what it means that all have failed.
 */
export class RunningFlow implements AgentReloads {
  readonly name: string;
  /** Rejects by a bug of ours. */
  readonly ended: Promise<void>;
  #failure: SinkError | StoreError | undefined;
  #isResting = false;
  #options: AgentOptions;
  readonly #context: FlowContext;
  readonly #stop = new AbortController();
  readonly #force = new AbortController();
  #changed = quietController();

  /** Begins when `after` has resolved: a flow that was of this name has let its folder go. */
  constructor({ name, options }: Flow, context: FlowContext, after: Promise<void> = Promise.resolve()) {
    this.name = name;
    this.#options = options;
    this.#context = {
      ...context,
      stop: AbortSignal.any([context.stop, this.#stop.signal]),
      force: AbortSignal.any([context.force, this.#force.signal]),
    };
    setMaxListeners(0, this.#context.stop, this.#context.force);
    this.ended = after.then(() => this.#run());
  }

  /** The mistake that its last attempt met. */
  get failure(): SinkError | StoreError | undefined {
    return this.#failure;
  }

  /** Whether nothing comes any more: not before its options change. */
  get isResting(): boolean {
    return this.#isResting;
  }

  get changed(): AbortSignal {
    return this.#changed.signal;
  }

  take(): AgentOptions {
    this.#changed = quietController();
    return this.#options;
  }

  /** Takes new options, where they are others: true then. */
  change(options: AgentOptions): boolean {
    if (isDeepStrictEqual(options, this.#options)) return false;
    this.#options = options;
    this.#failure = undefined;
    this.#changed.abort();
    return true;
  }

  /** Delivers what was read, for as long as a reload waits for it. */
  async stop(): Promise<void> {
    this.#stop.abort();
    const ended = new AbortController();
    const over = this.ended.finally(() => ended.abort());
    void this.#context.clock.sleep(reloadDrainMs, ended.signal).then(() => this.#force.abort());
    await over;
  }

  async #run(): Promise<void> {
    const { clock, random, telemetry, stop, failed } = this.#context;
    const started = () => {
      this.#failure = undefined;
    };
    for (let attempt = 1; !stop.aborted; attempt += 1) {
      const options = this.take();
      try {
        await runAgent(options, { ...this.#context, started, reloads: this });
        if (stop.aborted) return;
        await this.#rest();
      } catch (error) {
        if (!isMistake(error)) throw error;
        if (!this.changed.aborted) this.#failure = error;
        if (!failed() || stop.aborted) return;
        const waitMs = retryDelayMs(attempt, mistakeRetryPlan, random);
        telemetry.flowFailed(error, waitMs);
        await clock.sleep(waitMs, AbortSignal.any([stop, this.changed]));
      }
    }
  }

  async #rest(): Promise<void> {
    const { telemetry, stop, rested } = this.#context;
    this.#isResting = true;
    telemetry.inputsEnded();
    rested();
    await untilAborted(AbortSignal.any([stop, this.changed]));
    this.#isResting = false;
  }
}

/** What a person has to mend: a stream that is missing, a right that lacks, a folder that another agent has. */
function isMistake(error: unknown): error is SinkError | StoreError {
  return error instanceof SinkError || error instanceof StoreError;
}

function quietController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // Every call listens while it waits.
  return controller;
}
