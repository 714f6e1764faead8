import { nameOf } from './evidence.ts';
import type { Happening } from './ledger.ts';
import type { Outcome } from './simulation.ts';
import { storyOf } from './story.ts';

/** Of each rule; one lost record often breaks a promise many times. */
const shownMax = 5;

/** What kind of run it was, a line for each part of it. */
export function summaryOf({ plan, evidence, faults, durationMs, hash }: Outcome): string[] {
  const count = (kind: Happening['kind']) => evidence.all(kind).length;
  const bytes = [...evidence.events.values()].reduce(
    (sum, { offset, endOffset }) => sum + endOffset - offset,
    0,
  );
  const acknowledged = new Set(evidence.all('acknowledged').map(({ place }) => nameOf(place)));
  const ends = (what: string) => evidence.all('process').filter((entry) => entry.what === what).length;
  const again = count('printed') - evidence.printed.size;
  return [
    `traffic     ${evidence.events.size} events, ${(bytes / 1e6).toFixed(1)} MB, by ${plan.producers.length} producers`,
    `time        ${seconds(plan.calmMs - plan.startMs)} of traffic and faults, drained after ${seconds(durationMs)}`,
    `faults      ${[...faults].map(([kind, times]) => `${kind} ${times}`).join(', ') || 'none'}`,
    `stream      ${evidence.shards.size} shards in all; ${evidence
      .all('stream')
      .map(({ what }) => what)
      .join('; ')}`,
    `processes   ${ends('starts')} started, ${ends('is killed')} killed, ${ends('is told to stop')} stopped, ${ends('is forced')} forced`,
    `records     ${count('packed')} packed, ${count('put')} attempts: ${acknowledged.size} acknowledged, ${count('refused')} refused, ${count('unanswered')} unanswered`,
    `repeats     ${count('stored') - acknowledged.size} stored without an answer, ${again} events printed again`,
    `hash        ${hash}`,
  ];
}

/** What is wrong: of each rule the first violations, and of the first of them the story of its record. */
export function failureOf({ plan, violations, evidence }: Outcome): string[] {
  const byRule = Map.groupBy(violations, ({ rule }) => rule);
  const lines = [...byRule].flatMap(([rule, broken]) => {
    const shown = broken.slice(0, shownMax).map(({ what }) => `  ${what}`);
    const more = broken.length > shownMax ? [`  and ${broken.length - shownMax} more`] : [];
    const key = broken.find((violation) => violation.key !== undefined)?.key;
    const story = key === undefined ? [] : [`  the story of ${key}:`, ...storyOf(key, evidence)];
    return [`broken: ${rule}`, ...shown, ...more, ...story.map((line) => `    ${line}`)];
  });
  return [...lines, `again: npm run simulate -- --seed ${plan.seed}`];
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
