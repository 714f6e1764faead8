import { parseArgs } from 'node:util';
import type { StoryKind } from './log-text.ts';
import { runStory } from './tailer-model.ts';

/**
 * `--sequences 10000 --seed 1`: runs so many stories of lines, and as many of events of several lines; `--kind` picks
 * one of them. The first that fails is told, and ends the run with 1.
 */
const { values } = parseArgs({
  options: {
    sequences: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string' },
  },
});
const all: readonly StoryKind[] = ['lines', 'events'];
const kinds = all.filter((kind) => values.kind === undefined || values.kind === kind);
const first = Number(values.seed);
const sequences = Number(values.sequences);
for (const kind of kinds) await run(kind);

async function run(kind: StoryKind): Promise<void> {
  let delivered = 0;
  let resent = 0;
  const startedMs = performance.now();
  for (let seed = first; seed < first + sequences; seed += 1) {
    const figures = await runStory(seed, kind).catch((error: unknown) => error);
    if (figures instanceof Error) {
      console.error(figures.message);
      process.exit(1);
    }
    const { delivered: lines, resent: again } = figures as Awaited<ReturnType<typeof runStory>>; // It is no error.
    delivered += lines;
    resent += again;
  }
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(
    `${sequences} sequences of ${kind} in ${seconds} s: ${delivered} lines delivered, ${resent} of them again, none lost`,
  );
}
