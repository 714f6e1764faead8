import type { KnownFile } from '../record/position.ts';
import type { AgentTelemetry } from '../telemetry/agent.ts';
import { agentMetrics } from '../telemetry/agent-metrics.ts';
import { exposition, expositionContentType } from '../telemetry/prometheus.ts';
import type { StatusAnswer, StatusRoutes } from './status-server.ts';
import { kinshipVersion } from './version.ts';

/** What `/positions` answers, for `kinship positions` and `kinship shipped` while an agent holds its store. */
export interface PositionsAnswer {
  /** Whose positions these are: several agents may run on one host. */
  readonly dataDir: string;
  readonly files: readonly KnownFile[];
}

/** The paths of an agent's status server. */
export function agentRoutes(
  telemetry: AgentTelemetry,
  positions: () => PositionsAnswer,
  nowMs: () => number,
): StatusRoutes {
  const { progress } = telemetry;
  return new Map<string, () => StatusAnswer>([
    ['/metrics', () => metrics(telemetry, nowMs())],
    ['/livez', () => health(progress.isAlive(nowMs()) ? [] : ['nothing moves that should'], 'alive')],
    ['/readyz', () => health(progress.troubles(nowMs()), 'ready')],
    [
      '/positions',
      () => ({ status: 200, contentType: 'application/json', body: `${JSON.stringify(positions())}\n` }),
    ],
  ]);
}

function metrics(telemetry: AgentTelemetry, nowMs: number): StatusAnswer {
  const { user, system } = process.cpuUsage();
  const body = exposition(
    agentMetrics(telemetry, {
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

function health(troubles: readonly string[], well: string): StatusAnswer {
  const contentType = 'text/plain; charset=utf-8';
  if (troubles.length === 0) return { status: 200, contentType, body: `${well}\n` };
  return { status: 503, contentType, body: `${troubles.join('\n')}\n` };
}
