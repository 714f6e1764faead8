import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditStream } from './audit.ts';
import { Consumer } from './consumer.ts';
import { Evidence, type Violation } from './evidence.ts';
import { judge } from './oracle.ts';
import type { Plan } from './plan.ts';
import { Producer } from './producer.ts';
import type { Sabotage } from './sabotage.ts';
import { createStream, reshardAsPlanned } from './stream-owner.ts';
import { World } from './world.ts';

/** What came of a run. */
export interface Outcome {
  readonly plan: Plan;
  readonly evidence: Evidence;
  readonly violations: readonly Violation[];
  /** How often each fault struck. */
  readonly faults: ReadonlyMap<string, number>;
  /** From its start to the last process's end, virtual time. */
  readonly durationMs: number;
  /** The same in every run of the same plan. */
  readonly hash: string;
}

const lookDelayMs = 100;
/** By then even what is given up has ended; who has not, hangs. */
const graceMs = 60_000;

/** Runs producers, stream and consumer of one plan on virtual time, and judges what came of it. */
export async function simulate(plan: Plan, sabotage: Sabotage = {}): Promise<Outcome> {
  const folder = mkdtempSync(join(memoryFolder(), 'kinship-simulation-'));
  try {
    const world = new World(plan, folder, sabotage);
    const faults = new Map<string, number>();
    await runOut(world, runAll(world, faults));
    const durationMs = world.clock.nowMs() - plan.startMs;
    const evidence = new Evidence(plan, world.ledger.entries, await auditStream(world));
    return { plan, evidence, violations: judge(evidence), faults, durationMs, hash: world.ledger.hash };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Programs that hang are a violation as any other: the rest of the run is judged all the same. */
async function runOut({ clock, plan, ledger, over }: World, running: Promise<void>): Promise<void> {
  try {
    await clock.runUntilSettled(running, plan.deadlineMs + graceMs - plan.startMs);
  } catch (error) {
    ledger.note({ kind: 'trouble', life: 'the run', what: `came to no end: ${error}` });
    over.abort();
  }
}

async function runAll(world: World, faults: Map<string, number>): Promise<void> {
  createStream(world);
  const keys = new Map(
    world.plan.producers.flatMap(({ written }) => written).map(({ key, document }) => [document.source, key]),
  );
  const finished = Promise.withResolvers<void>();
  const consuming = new Consumer(world, keys).run(finished.promise);
  const producing = produce(world);
  const around = [changeWeather(world, faults), reshardAsPlanned(world)];
  await untilDrained(world, keys.size);
  finished.resolve();
  await Promise.all([consuming, producing, ...around]);
}

async function produce(world: World): Promise<void> {
  // Who starts to read at the latest record is promised none that came before.
  if (world.plan.consumer.startAt === 'latest') await untilReading(world);
  await Promise.all(world.plan.producers.map((producer) => new Producer(producer, world).run()));
}

async function untilReading({ clock, ledger, over }: World): Promise<void> {
  const isReading = () => ledger.entries.some(({ happening }) => happening.kind === 'asked');
  while (!isReading() && !over.signal.aborted) await clock.sleep(lookDelayMs);
}

/** Until each event is printed; gives the run up at its deadline. */
async function untilDrained({ clock, plan, ledger, over }: World, events: number): Promise<void> {
  while (ledger.printed.size < events || clock.nowMs() < plan.calmMs) {
    if (clock.nowMs() >= plan.deadlineMs) {
      const missing = events - ledger.printed.size;
      ledger.note({
        kind: 'trouble',
        life: 'the run',
        what: `is at its deadline, ${missing} events are missing`,
      });
      return over.abort();
    }
    await clock.sleep(lookDelayMs);
  }
}

async function changeWeather(world: World, struck: Map<string, number>): Promise<void> {
  for (const { atMs, what, rules } of world.plan.weathers) {
    await world.sleepUntil(atMs, world.over.signal);
    for (const { rule, struck: times } of world.faults.counts())
      struck.set(rule.fault, (struck.get(rule.fault) ?? 0) + times);
    world.faults.replace(rules);
    world.ledger.note({ kind: 'weather', what });
  }
}

/** Where a write to disk costs nothing, if there is such a place. */
function memoryFolder(): string {
  const folder = '/dev/shm';
  return existsSync(folder) ? folder : tmpdir();
}
