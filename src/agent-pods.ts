import type { AgentContext } from './agent-context.ts';
import type { AgentOptions } from './config/agent-options.ts';
import { PodLookups } from './metadata/kubernetes/pods.ts';
import { containerFields } from './parse/container-path.ts';
import type { Event, FieldValue } from './record/event.ts';
import { isMap } from './steps/field.ts';

/** Adds to the events of a pod's log what the API of Kubernetes tells of the pod; the path of the file names it. */
export class AgentPods {
  readonly #lookups: PodLookups;

  constructor(options: NonNullable<AgentOptions['kubernetes']>, context: AgentContext) {
    const { clock, telemetry, env = {} } = context;
    this.#lookups = new PodLookups(options, {
      env,
      nowMs: () => clock.nowMs(),
      missing: (error) => telemetry.metadata.metadataMissing('kubernetes', error),
    });
  }

  /** In place. What an event says itself stays. */
  async addTo(events: readonly Event[], path: string, stop: AbortSignal): Promise<void> {
    const { 'kubernetes.namespace': namespace, 'kubernetes.pod.name': name } = containerFields(path);
    if (namespace === undefined || name === undefined) return;
    const known = Object.entries(await this.#lookups.fieldsOf({ namespace, name }, stop));
    for (const event of events) addMissing(event as Record<string, FieldValue>, known); // The parser made it for this chunk.
  }
}

function addMissing(event: Record<string, FieldValue>, known: readonly [string, FieldValue][]): void {
  for (const [field, value] of known) {
    // Labels are copied: steps change an event's maps in place.
    if (!Object.hasOwn(event, field)) event[field] = isMap(value) ? { ...value } : value;
  }
}
