// npm run simulate -- [--seed N | --seeds N [--from N]]

import { parseArgs } from 'node:util';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { drawPlan } from './draw-plan.ts';
import { type Outcome, simulate } from './simulation.ts';
import { failureOf, summaryOf } from './summary.ts';

const usage = `usage: npm run simulate -- [--seed N | --seeds N [--from N]]

  --seed N     replays one run exactly, and tells what happened in it
  --seeds N    runs so many; without it 100
  --from N     the first of them; without it 1
`;

/** More stories than these help nobody; the seeds of all are named. */
const storiesMax = 3;
const progressEvery = 50;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const request = readArguments(args);
  if (request === undefined) {
    process.stderr.write(usage);
    return exitCodes.usage;
  }
  const isOkay = 'seed' in request ? await replay(request.seed) : await runMany(request.from, request.seeds);
  return isOkay ? exitCodes.ok : 1;
}

type Request = { readonly seed: number } | { readonly seeds: number; readonly from: number };

function readArguments(args: string[]): Request | undefined {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args, options: { seed: text, seeds: text, from: text } });
    const { seed, seeds = '100', from = '1' } = values;
    if (seed === undefined) return { seeds: wholeNumber(seeds), from: wholeNumber(from) };
    return values.seeds === undefined && values.from === undefined ? { seed: wholeNumber(seed) } : undefined;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`"${text}" is no whole number`);
  return Number(text);
}

async function replay(seed: number): Promise<boolean> {
  const outcome = await run(seed);
  tell(summaryOf(outcome));
  if (outcome.violations.length > 0) tell(failureOf(outcome));
  else tell([`seed ${seed} passed`]);
  return outcome.violations.length === 0;
}

async function runMany(from: number, seeds: number): Promise<boolean> {
  const failed: number[] = [];
  for (let done = 0; done < seeds; done += 1) {
    if (done > 0 && done % progressEvery === 0)
      progress(`${done} of ${seeds} seeds, ${failed.length} failed`);
    const outcome = await run(from + done);
    if (outcome.violations.length === 0) continue;
    failed.push(outcome.plan.seed);
    if (failed.length <= storiesMax) tell([`seed ${outcome.plan.seed} failed`, ...failureOf(outcome)]);
  }
  if (failed.length > 0) tell([`failed: ${failed.map((seed) => `--seed ${seed}`).join(', ')}`]);
  tell([`${seeds - failed.length} seeds passed, ${failed.length} failed`]);
  return failed.length === 0;
}

/** What throws, even outside of all that is waited for, is of this seed. */
async function run(seed: number): Promise<Outcome> {
  const name = (error: unknown) => {
    process.stderr.write(`simulate: seed ${seed} threw\n`);
    throw error;
  };
  process.on('unhandledRejection', name);
  try {
    return await simulate(drawPlan(seed)).catch(name);
  } finally {
    process.off('unhandledRejection', name);
  }
}

function tell(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function progress(text: string): void {
  process.stderr.write(`simulate: ${text}\n`);
}
