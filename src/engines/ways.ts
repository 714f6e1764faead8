import type { Engine } from './engine.ts';
import { EngineError } from './engine.ts';

/** One way to an engine: tried in the order of the list, until one is open. */
export interface Way {
  /** What the user would have to provide, as an imperative: `set OPENSEARCH_URL to its address`. */
  readonly advice: string;
  /** Rejects with ClosedWay where this machine does not have it; any other error ends the search. */
  open(): Promise<Engine>;
}

/** This way is not to be had here, and why: the next one is tried. */
export class ClosedWay extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, cause === undefined ? {} : { cause });
    this.name = 'ClosedWay';
  }
}

/** None of the ways to an engine is open. One message names them all, each with what is in its way. */
export class EngineUnavailableError extends EngineError {
  constructor(engine: string, closed: readonly { readonly advice: string; readonly reason: string }[]) {
    const lines = closed.map(({ advice, reason }, index) => `  ${index + 1}. ${advice} (now: ${reason})`);
    super('unavailable', [`No ${engine} can be had. Any one of these would do:`, ...lines].join('\n'));
    this.name = 'EngineUnavailableError';
  }
}

/** Opens the first way that is open. Throws EngineUnavailableError when none is. */
export async function openFirst(engine: string, ways: readonly Way[]): Promise<Engine> {
  const closed: { advice: string; reason: string }[] = [];
  for (const way of ways) {
    try {
      return await way.open();
    } catch (error) {
      if (!(error instanceof ClosedWay)) throw error;
      closed.push({ advice: way.advice, reason: error.message });
    }
  }
  throw new EngineUnavailableError(engine, closed);
}
