import { between, evenly } from '../../src/demo/random.ts';
import type { Random } from '../../src/flow/clock.ts';
import { chanceOf } from './chance.ts';
import type { MachinePlan, Plan, ProcessEnd, ProducerPlan, Reshard } from './plan.ts';
import { drawFile, type FileOptions, type WrittenEvent } from './traffic.ts';
import { drawWeathers } from './weather.ts';

const startMs = Date.UTC(2026, 0, 1);
/** After the last fault a call may still wait for its answer (30 s), then for its turn (10 s), then for its shard's rate. */
const drainMs = 90_000;
/** As by a daemon that sets the time after a machine was asleep. */
const clockOffMsMax = 600_000;
const kibibyte = 1024;

/** Everything that a seed decides. */
export function drawPlan(seed: number): Plan {
  const random = chanceOf(seed, 'plan');
  const durationMs = between(random, 8_000, 40_000);
  const calmMs = startMs + durationMs;
  const latencyHighMs = evenly([2, 20, 200])(random);
  return {
    seed,
    startMs,
    calmMs,
    deadlineMs: calmMs + drainMs,
    stream: {
      shards: between(random, 1, 4),
      changeMs: between(random, 100, 3_000),
      shardsPerPage: evenly([10, 1_000])(random),
      recordsPerRead: evenly([20, 10_000])(random),
      reshards: drawReshards(random, durationMs),
    },
    latencyMs: [1, latencyHighMs],
    weathers: drawWeathers(random, startMs, calmMs),
    producers: Array.from({ length: between(random, 1, 3) }, (_, index) =>
      drawProducer(seed, `agent-${index + 1}`, calmMs),
    ),
    consumer: {
      startAt: evenly(['trimHorizon', 'latest'] as const)(random),
      pollDelayMs: between(random, 200, 1_500),
      reshardDelayMs: between(random, 1_000, 10_000),
      printMs: [0, evenly([0, 10, 1_000])(random)],
      machine: drawMachine(random, durationMs),
      ends: drawEnds(random, durationMs, 4),
    },
  };
}

function drawProducer(seed: number, name: string, endMs: number): ProducerPlan {
  const random = chanceOf(seed, name);
  const agentId = `id-of-${name}`;
  const sharedFields = { 'agent.id': agentId, 'host.name': name };
  return {
    name,
    agentId,
    written: drawFiles(random, name, { sharedFields, startMs: startMs + 2_000, endMs }),
    lookDelayMs: between(random, 50, 400),
    output: {
      format: random() < 0.7 ? 'block' : 'single',
      blockBytesMax: evenly([2, 16, 128, 512])(random) * kibibyte,
      flushDelayMs: evenly([0, 200, 1_000])(random),
      callsMax: between(random, 1, 6),
      pendingBytesMax: evenly([1, 4, 16])(random) * kibibyte * kibibyte,
    },
    machine: drawMachine(random, endMs - startMs),
    ends: drawEnds(random, endMs - startMs, 2),
  };
}

/** One or two files. */
function drawFiles(random: Random, name: string, options: Omit<FileOptions, 'generation'>): WrittenEvent[] {
  const count = between(random, 1, 2);
  const files = Array.from({ length: count }, (_, index) =>
    drawFile(random, { ...options, generation: `file-${index + 1}-of-${name}` }),
  );
  return files.flat().sort((left, right) => left.writtenMs - right.writtenMs);
}

function drawReshards(random: Random, durationMs: number): Reshard[] {
  const kinds = ['split', 'split', 'merge', 'merge', 'scale', 'restart'] as const;
  return drawMoments(random, durationMs, 8).map((atMs) => ({
    atMs,
    kind: evenly(kinds)(random),
    pick: random(),
  }));
}

/** Off from the beginning on, now and then; and set anew, forward or back. */
function drawMachine(random: Random, durationMs: number): MachinePlan {
  if (random() < 0.5) return [];
  const moments = [startMs, ...drawMoments(random, durationMs, 3)];
  return moments.map((atMs) => ({ atMs, offMs: between(random, -clockOffMsMax, clockOffMsMax) }));
}

function drawEnds(random: Random, durationMs: number, most: number): ProcessEnd[] {
  return drawMoments(random, durationMs, most).map((atMs) => ({
    atMs,
    how: random() < 0.7 ? 'kill' : 'stop',
    downMs: between(random, 0, 3_000),
  }));
}

/** None to `most` moments within the run, in order. */
function drawMoments(random: Random, durationMs: number, most: number): number[] {
  const count = between(random, 0, most);
  const moments = Array.from({ length: count }, () => startMs + between(random, 1, durationMs));
  return moments.sort((left, right) => left - right);
}
