import { between, weighted } from '../../src/demo/random.ts';
import type { Random } from '../../src/flow/clock.ts';
import type { FaultKind, FaultRule } from '../../src/local-stream/core/faults.ts';

/** The faults from a moment on, until the next weather. */
export interface Weather {
  readonly atMs: number;
  readonly what: string;
  readonly rules: readonly FaultRule[];
}

const callOperations = ['PutRecords', 'GetRecords', 'GetShardIterator', 'ListShards'] as const;
const weatherMs = { min: 2_000, max: 12_000 } as const;

type Draw = (random: Random) => Omit<Weather, 'atMs'>;

const drawWeather = weighted<Draw>([
  [3, () => ({ what: 'calm', rules: [] })],
  [5, changeable],
  [1, outage],
  [1, silence],
]);

/** One weather after the other, and in the end a calm that lasts. */
export function drawWeathers(random: Random, startMs: number, endMs: number): Weather[] {
  const weathers: Weather[] = [];
  let atMs = startMs;
  while (atMs < endMs) {
    weathers.push({ atMs, ...drawWeather(random)(random) });
    atMs += between(random, weatherMs.min, weatherMs.max);
  }
  return [...weathers, { atMs: endMs, what: 'calm for good', rules: [] }];
}

/** A few kinds of faults at once, each in some of the calls or records it can befall. */
function changeable(random: Random): Omit<Weather, 'atMs'> {
  const rules = Array.from({ length: between(random, 1, 4) }, () => drawRule(random));
  return { what: rules.map(describe).join(', '), rules };
}

/** Nobody is reached at all. */
function outage(random: Random): Omit<Weather, 'atMs'> {
  const rules: FaultRule[] = [{ fault: random() < 0.5 ? 'resetBefore' : 'unavailable' }];
  return { what: `outage: ${rules.map(describe).join()}`, rules };
}

/** Records are stored, and nothing is heard of them. */
function silence(random: Random): Omit<Weather, 'atMs'> {
  const rules: FaultRule[] = [
    { fault: random() < 0.5 ? 'resetAfter' : 'lose', operation: 'PutRecords', chance: 0.7 },
  ];
  return { what: `silence: ${rules.map(describe).join()}`, rules };
}

const drawFault = weighted<FaultKind>([
  [3, 'throttleRecord'],
  [2, 'failRecord'],
  [2, 'late'],
  [2, 'throttleCall'],
  [1, 'internalFailure'],
  [1, 'unavailable'],
  [2, 'expireIterator'],
  [2, 'slow'],
  [2, 'lose'],
  [2, 'resetBefore'],
  [3, 'resetAfter'],
]);

function drawRule(random: Random): FaultRule {
  const fault = drawFault(random);
  const isOfCall = !['throttleRecord', 'failRecord', 'late', 'expireIterator'].includes(fault);
  const operation = callOperations[between(random, 0, callOperations.length)];
  const delayMs = between(random, 100, 8_000);
  return {
    fault,
    chance: random() * (fault === 'lose' || fault === 'late' ? 0.1 : 0.5),
    ...(isOfCall && operation !== undefined && { operation }),
    ...((fault === 'slow' || fault === 'late') && { delayMs }),
  };
}

function describe({ fault, operation, chance, delayMs }: FaultRule): string {
  const share = chance === undefined ? '' : ` ${Math.round(chance * 100)} %`;
  return `${fault}${share}${operation === undefined ? '' : ` of ${operation}`}${delayMs === undefined ? '' : ` ${delayMs} ms`}`;
}
