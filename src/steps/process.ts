import type { ParsedChunk } from '../parse/chunk-reading.ts';
import type { Event } from '../record/event.ts';
import type { CompiledStep, CompiledSteps } from './compile.ts';
import type { Fields } from './field.ts';
import type { Step } from './step.ts';

/** How often one step did something that is counted: left an event out, or could not do its work on it. */
export interface StepCount {
  /** Whose events. */
  readonly input: string;
  /** The name it was given, else its type. */
  readonly step: string;
  readonly type: Step['type'];
  readonly events: number;
}

/** The events of a chunk that are to be sent, and what became of the others. */
export interface ProcessedChunk
  extends Pick<ParsedChunk, 'events' | 'endOffsets' | 'lastTimedMs' | 'sample'> {
  /** Behind the last event of the chunk, where that one is not to be sent: where a position may stand after all of it. */
  readonly end?: { readonly offset: number; readonly lastTimedMs: number | undefined };
  readonly filtered: readonly StepCount[];
  /** Events that were sent on though a step could not do its work on them; `error.type` says so. */
  readonly failed: readonly StepCount[];
}

/** What of a chunk goes on to be packed, with or without steps. */
export type PackableChunk = Pick<ProcessedChunk, 'events' | 'endOffsets' | 'lastTimedMs' | 'end'>;

/**
 * Runs steps over the events of a chunk, which are changed in place; `stepsOf` says which are those of an event, by its
 * index. The sample for the log is taken after them: what was redacted is in no log.
 */
export function processChunk(
  parsed: Omit<ParsedChunk, 'count'>,
  stepsOf: (index: number) => CompiledSteps,
  nowMs: number,
): ProcessedChunk {
  const tally = new Tally();
  const events: Event[] = [];
  const endOffsets: number[] = [];
  const lastTimedMs: (number | undefined)[] = [];
  let sample = '';
  for (const [index, event] of parsed.events.entries()) {
    const fields = event as Fields; // The parser made it for this chunk alone.
    const message = parsed.unparsed.size > 0 ? fields['message'] : undefined;
    if (!runAll(stepsOf(index), fields, nowMs, tally)) continue;
    if (message === parsed.sample && sample === '') sample = sampleOf(fields);
    events.push(event);
    endOffsets.push(parsed.endOffsets[index] ?? 0);
    lastTimedMs.push(parsed.lastTimedMs[index]);
  }
  const end = endOf(parsed, events);
  return { events, endOffsets, lastTimedMs, sample, ...tally.counts(), ...(end !== undefined && { end }) };
}

function runAll(steps: CompiledSteps, event: Fields, nowMs: number, tally: Tally): boolean {
  for (const step of steps) {
    const verdict = step.run(event, nowMs);
    if (verdict === 'on') continue;
    if (verdict === 'out') {
      tally.filtered(step);
      return false;
    }
    tally.failed(step);
    event['error.type'] ??= verdict;
  }
  return true;
}

function sampleOf({ message }: Fields): string {
  return typeof message === 'string' ? message : '';
}

/** Only where the last event is left out: else its own position covers all before it. */
function endOf(parsed: Omit<ParsedChunk, 'count'>, events: readonly Event[]): ProcessedChunk['end'] {
  const offset = parsed.endOffsets.at(-1);
  if (offset === undefined || parsed.events.at(-1) === events.at(-1)) return undefined;
  return { offset, lastTimedMs: parsed.lastTimedMs.at(-1) };
}

class Tally {
  readonly #filtered = new Map<CompiledStep, number>();
  readonly #failed = new Map<CompiledStep, number>();

  filtered(step: CompiledStep): void {
    this.#filtered.set(step, (this.#filtered.get(step) ?? 0) + 1);
  }

  failed(step: CompiledStep): void {
    this.#failed.set(step, (this.#failed.get(step) ?? 0) + 1);
  }

  counts(): Pick<ProcessedChunk, 'filtered' | 'failed'> {
    return { filtered: told(this.#filtered), failed: told(this.#failed) };
  }
}

function told(counts: ReadonlyMap<CompiledStep, number>): StepCount[] {
  return [...counts].map(([{ input, name, type }, events]) => ({ input, step: name, type, events }));
}
