import { type CompiledSteps, compileSteps } from '../../../src/steps/compile.ts';
import type { Fields } from '../../../src/steps/field.ts';
import { type ProcessedChunk, processChunk } from '../../../src/steps/process.ts';
import type { Step } from '../../../src/steps/step.ts';

/** An event of the line at this offset, as a parser makes it. */
function eventOf(fields: Fields, offset = 0): Fields {
  return {
    ...fields,
    '@timestamp': 1_700_000_000_000,
    'log.file.generation': 'g',
    'log.offset': offset,
    'log.length': 10,
    'log.checksum': 7,
  };
}

/** What these steps make of events; those of `nowMs` are looked at together, as of one chunk. */
export function runSteps(
  steps: readonly Step[],
  events: readonly Fields[],
  nowMs = 0,
  compiled: CompiledSteps = compileSteps(steps, 'input'),
): ProcessedChunk {
  const made = events.map((fields, index) => eventOf(fields, index * 10));
  const parsed = {
    events: made as unknown as ProcessedChunk['events'], // They have their time.
    endOffsets: events.map((_, index) => index * 10 + 10),
    lastTimedMs: events.map((_, index) => index),
    unparsed: new Map<string, number>(),
    sample: '',
  };
  return processChunk(parsed, () => compiled, nowMs);
}

const origin = new Set(Object.keys(eventOf({})));

/** Without time and origin, which are the same in all tests. */
export function plain(event: object | undefined): Record<string, unknown> | undefined {
  return event && Object.fromEntries(Object.entries(event).filter(([name]) => !origin.has(name)));
}
