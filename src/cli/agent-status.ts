import type { KnownFile } from '../record/position.ts';
import { agentMetrics, type FlowTelemetry } from '../telemetry/agent-metrics.ts';
import type { AgentProgress } from '../telemetry/agent-progress.ts';
import { exposition, expositionContentType } from '../telemetry/prometheus.ts';
import type { ReloadTelemetry } from '../telemetry/reloads.ts';
import type { StatusAnswer, StatusRoutes } from './status-server.ts';
import { kinshipVersion } from './version.ts';

/** What `/positions` answers, for `kinship positions` and `kinship shipped` while an agent holds its store. */
export interface PositionsAnswer {
  /** Whose positions these are: several agents may run on one host. */
  readonly dataDir: string;
  /** By the names of the flows. */
  readonly flows: Readonly<Record<string, readonly KnownFile[]>>;
}

/** What an agent tells of itself, over all its flows. */
export interface AgentStatus {
  readonly flows: () => readonly FlowTelemetry[];
  readonly reloads: ReloadTelemetry;
  readonly positions: () => PositionsAnswer;
}

/** How all flows get on together. */
export type AgentHealth = Pick<AgentProgress, 'isAlive' | 'troubles' | 'files'>;

/** Ready where all flows are, alive where all are: a flow that hangs keeps the others from nothing, and wants a restart. */
export function healthOf(flows: () => readonly FlowTelemetry[]): AgentHealth {
  return {
    isAlive: (nowMs) => flows().every(({ telemetry }) => telemetry.progress.isAlive(nowMs)),
    troubles: (nowMs) => {
      const all = flows();
      if (all.length === 0) return ['no flow has started yet'];
      return all.flatMap(({ flow, telemetry }) => {
        const troubles = telemetry.progress.troubles(nowMs);
        return flow === undefined ? troubles : troubles.map((trouble) => `flow ${flow}: ${trouble}`);
      });
    },
    get files() {
      return flows().flatMap(({ telemetry }) => telemetry.progress.files);
    },
  };
}

/** The paths of an agent's status server. */
export function agentRoutes(status: AgentStatus, nowMs: () => number): StatusRoutes {
  const health = healthOf(status.flows);
  return new Map<string, () => StatusAnswer>([
    ['/metrics', () => metrics(status, nowMs())],
    ['/livez', () => healthAnswer(health.isAlive(nowMs()) ? [] : ['nothing moves that should'], 'alive')],
    ['/readyz', () => healthAnswer(health.troubles(nowMs()), 'ready')],
    [
      '/positions',
      () => ({
        status: 200,
        contentType: 'application/json',
        body: `${JSON.stringify(status.positions())}\n`,
      }),
    ],
  ]);
}

function metrics({ flows, reloads }: AgentStatus, nowMs: number): StatusAnswer {
  const { user, system } = process.cpuUsage();
  const body = exposition(
    agentMetrics(flows(), reloads, {
      version: kinshipVersion(),
      nodeVersion: process.version,
      startedMs: nowMs - process.uptime() * 1000,
      residentBytes: process.memoryUsage.rss(),
      cpuMs: (user + system) / 1000,
      nowMs,
    }),
  );
  return { status: 200, contentType: expositionContentType, body };
}

function healthAnswer(troubles: readonly string[], well: string): StatusAnswer {
  const contentType = 'text/plain; charset=utf-8';
  if (troubles.length === 0) return { status: 200, contentType, body: `${well}\n` };
  return { status: 503, contentType, body: `${troubles.join('\n')}\n` };
}
