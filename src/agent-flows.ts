import type { AgentContext } from './agent-context.ts';
import { RunningFlow } from './agent-flow.ts';
import type { Flow } from './config/agent-options.ts';
import { untilAborted } from './flow/until-aborted.ts';
import type { KnownFile } from './record/position.ts';
import type { AgentTelemetry } from './telemetry/agent.ts';
import type { FlowChanges } from './telemetry/reloads.ts';

/** What the flows of an agent are given from outside. */
export interface FlowsContext
  extends Omit<AgentContext, 'telemetry' | 'reloads' | 'started' | 'showPositions' | 'ownFolders'> {
  /** Of a flow that begins. */
  readonly telemetryOf: (name: string) => AgentTelemetry;
  /** A flow that was taken out of the configuration has delivered what it read. */
  readonly flowGone: (name: string) => void;
  readonly reloads?: FlowReloads;
  /** Is given a way to read the positions of a flow; it works until the flow has ended. */
  readonly showPositions?: (name: string, files: () => readonly KnownFile[]) => void;
}

/** New configurations for all flows of an agent that runs. */
export interface FlowReloads {
  /** Aborts when there is one to be taken. */
  readonly changed: AbortSignal;
  /** The newest; from here on `changed` is about the next. */
  take(): readonly Flow[];
  /** Hears what it changed. */
  taken(changes: FlowChanges): void;
}

/**
 * Runs flows beside each other until they are stopped and drained, or all their inputs have ended. They share the process and nothing else. A new
 * configuration ends those that are gone from it, changes those that are others, and leaves the rest alone. Throws
 * where all of them have failed by mistakes that waiting does not mend: the first one's; and by a bug of ours.
 */
export async function runFlows(flows: readonly Flow[], context: FlowsContext): Promise<void> {
  const running = new RunningFlows(context);
  running.take(flows);
  const { reloads, stop } = context;
  const end = AbortSignal.any([stop, running.over, running.done]);
  while (!end.aborted) {
    const changed = reloads === undefined ? [] : [reloads.changed];
    await untilAborted(AbortSignal.any([end, ...changed]));
    if (reloads?.changed.aborted === true && !end.aborted) reloads.taken(running.take(reloads.take()));
  }
  await running.end();
}

class RunningFlows {
  readonly #context: FlowsContext;
  readonly #flows = new Map<string, RunningFlow>();
  /** Flows that are gone from the configuration and still deliver what they read. */
  readonly #draining = new Map<string, Promise<void>>();
  /** Those of flows that are gone, too: they stay, and hold what was not to be shipped. */
  readonly #folders = new Set<string>();
  readonly #over = new AbortController();
  readonly #done = new AbortController();

  constructor(context: FlowsContext) {
    this.#context = context;
  }

  /** Aborts, with the reason, when they cannot go on. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Aborts when nothing comes any more, in any of them. */
  get done(): AbortSignal {
    return this.#done.signal;
  }

  take(flows: readonly Flow[]): FlowChanges {
    const names = new Set(flows.map(({ name }) => name));
    const removed = [...this.#flows.keys()].filter((name) => !names.has(name));
    for (const name of removed) this.#remove(name);
    const started = flows.filter(({ name }) => !this.#flows.has(name));
    const changed = flows.filter(({ name, options }) => this.#flows.get(name)?.change(options) === true);
    for (const flow of started) this.#start(flow);
    this.#judge();
    const namesOf = (some: readonly Flow[]) => some.map(({ name }) => name);
    return { started: namesOf(started), changed: namesOf(changed), removed };
  }

  /** Resolves when all are stopped and drained. Throws why they could not go on. */
  async end(): Promise<void> {
    // A signal has stopped them already, and sets its own deadline.
    if (!this.#context.stop.aborted) for (const name of this.#flows.keys()) this.#remove(name);
    const flows = [...this.#flows.values()].map(({ ended }) => ended);
    await Promise.allSettled([...flows, ...this.#draining.values()]);
    this.over.throwIfAborted();
  }

  #start(flow: Flow): void {
    const { name } = flow;
    this.#folders.add(flow.options.dataDir);
    const { telemetryOf, showPositions, ...context } = this.#context;
    const running = new RunningFlow(
      flow,
      {
        ...context,
        telemetry: telemetryOf(name),
        failed: () => this.#judge(),
        rested: () => void this.#judge(),
        ownFolders: () => [...this.#folders],
        ...(showPositions !== undefined && { showPositions: (files) => showPositions(name, files) }),
      },
      this.#draining.get(name),
    );
    this.#flows.set(name, running);
    running.ended.catch((error: unknown) => this.#over.abort(error));
  }

  #remove(name: string): void {
    const flow = this.#flows.get(name);
    this.#flows.delete(name);
    const drained = flow?.stop().catch(() => undefined); // It was told by `ended`.
    if (drained === undefined) return;
    const gone = drained.then(() => {
      if (this.#draining.get(name) !== gone) return;
      this.#draining.delete(name);
      if (!this.#flows.has(name)) this.#context.flowGone(name);
    });
    this.#draining.set(name, gone);
  }

  /** Whether to go on. At a start a person is looking: where nothing works, it is to be seen at once. */
  #judge(): boolean {
    const flows = [...this.#flows.values()];
    const [first] = flows;
    if (first?.failure !== undefined && flows.every(({ failure }) => failure !== undefined))
      this.#over.abort(first.failure);
    if (flows.length > 0 && flows.every(({ isResting }) => isResting)) this.#done.abort();
    return !this.over.aborted;
  }
}
