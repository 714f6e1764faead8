import type { FlowsContext } from '../agent-flows.ts';
import type { KnownFile } from '../record/position.ts';
import { AgentTelemetry } from '../telemetry/agent.ts';
import type { FlowTelemetry } from '../telemetry/agent-metrics.ts';
import type { Logger, LogLevel } from '../telemetry/log.ts';

/** What the flows of an agent tell, each with a log of its own; the names are told where the configuration gives them. */
export class FlowTelemetries {
  readonly #log: Logger;
  readonly #nowMs: () => number;
  readonly #areNamed: boolean;
  readonly #logs = new Map<string, Logger>();
  readonly #telemetries = new Map<string, AgentTelemetry>();
  readonly #files = new Map<string, () => readonly KnownFile[]>();

  constructor(log: Logger, areNamed: boolean, nowMs: () => number) {
    this.#log = log;
    this.#areNamed = areNamed;
    this.#nowMs = nowMs;
  }

  /** What the flows are to be given. */
  get context(): Pick<FlowsContext, 'telemetryOf' | 'flowGone' | 'showPositions'> {
    return {
      telemetryOf: (name) => {
        const telemetry = new AgentTelemetry(this.logOf(name), this.#nowMs);
        this.#telemetries.set(name, telemetry);
        return telemetry;
      },
      flowGone: (name) => {
        this.#telemetries.delete(name);
        this.#files.delete(name);
      },
      showPositions: (name, files) => void this.#files.set(name, files),
    };
  }

  logOf(name: string): Logger {
    if (!this.#areNamed) return this.#log;
    const log = this.#logs.get(name) ?? this.#log.child({ flow: name });
    this.#logs.set(name, log);
    return log;
  }

  /** A log made of another one keeps the level that it was made with. */
  setLevel(level: LogLevel): void {
    for (const log of [this.#log, ...this.#logs.values()]) log.level = level;
  }

  all(): FlowTelemetry[] {
    return [...this.#telemetries].map(([name, telemetry]) => ({
      flow: this.#areNamed ? name : undefined,
      telemetry,
    }));
  }

  positions(): Record<string, readonly KnownFile[]> {
    return Object.fromEntries([...this.#files].map(([name, files]) => [name, files()]));
  }
}
