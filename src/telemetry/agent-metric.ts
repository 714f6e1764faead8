import type { Metric, Sample } from './prometheus.ts';

/** A metric of the agent, `kinship_agent_NAME`, that only grows; the name ends with `_total`. */
export function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `kinship_agent_${name}`, help, type: 'counter', samples };
}

/** A metric of the agent, `kinship_agent_NAME`, that goes up and down. */
export function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `kinship_agent_${name}`, help, type: 'gauge', samples };
}

/** Counts by what the label says. */
export function labelled(label: string, counts: ReadonlyMap<string, number>): Sample[] {
  return [...counts].map(([value, count]) => ({ labels: { [label]: value }, value: count }));
}
