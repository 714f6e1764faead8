import { setMaxListeners } from 'node:events';
import type { AgentContext } from './agent-context.ts';

/** How long a reload waits for what was read under the old configuration; then it is read again under the new one. */
export const reloadDrainMs = 25_000;

/** The agent under one configuration, with signals of its own. */
export interface Round {
  readonly signals: Pick<AgentContext, 'stop' | 'force'>;
  /** Lets its timer go. */
  end(): void;
}

/** A new configuration ends a round as a stop does: the reading first, and all of it after the deadline. */
export function startRound({ stop, force, reloads, clock }: AgentContext): Round {
  const late = new AbortController();
  const over = new AbortController();
  const changed = reloads?.changed;
  const onChange = async () => {
    await clock.sleep(reloadDrainMs, over.signal);
    if (!over.signal.aborted) late.abort();
  };
  changed?.addEventListener('abort', onChange, { once: true });
  if (changed?.aborted === true) void onChange();
  const signals = {
    stop: changed === undefined ? stop : AbortSignal.any([stop, changed]),
    force: AbortSignal.any([force, late.signal]),
  };
  setMaxListeners(0, signals.stop, signals.force); // Every call listens while it waits.
  return {
    signals,
    end: () => {
      changed?.removeEventListener('abort', onChange);
      over.abort();
    },
  };
}
