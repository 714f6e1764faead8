import type { Evidence, Violation } from './evidence.ts';
import {
  checkpointsNeverAhead,
  everythingIsPrinted,
  nothingFails,
  parentsComeFirst,
  readingLeavesNothingOut,
} from './output-rules.ts';
import {
  acknowledgedIsStored,
  numbersGrow,
  positionsNeverAhead,
  recordsInRange,
  repeatsAreExplained,
  streamHoldsEvents,
} from './stream-rules.ts';

/** What must hold in every run, whatever the seed. */
const rules: readonly ((evidence: Evidence) => Violation[])[] = [
  acknowledgedIsStored,
  positionsNeverAhead,
  streamHoldsEvents,
  recordsInRange,
  numbersGrow,
  repeatsAreExplained,
  everythingIsPrinted,
  parentsComeFirst,
  checkpointsNeverAhead,
  readingLeavesNothingOut,
  nothingFails,
];

/** All that is wrong with a run; empty where everything was carried. */
export function judge(evidence: Evidence): Violation[] {
  return rules.flatMap((rule) => rule(evidence));
}
