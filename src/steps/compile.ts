import { ecsTypeOf, fitsEcs } from '../record/ecs.ts';
import { castValue } from './cast.ts';
import { compileCondition, textOf } from './condition.ts';
import { type Fields, fieldOf } from './field.ts';
import { RateLimit } from './rate-limit.ts';
import { compileRedact } from './redact/redact.ts';
import { compileSample } from './sample.ts';
import type { Condition, RateLimitStep, Step } from './step.ts';

/** What `error.type` says of an event that a step could not do its work on. */
export const stepErrors = {
  /** A value that is not of the type it was to be cast to: it stays as it is. */
  uncast: 'uncast_field',
  /** A value that the ECS field it was to be renamed to does not take: it stays where it is. */
  unfit: 'unfit_field',
} as const;

/**
 * What became of an event: it goes on, is left out, or goes on though the step could not do its work. Changes are made
 * in place.
 */
export type Verdict = 'on' | 'out' | (typeof stepErrors)[keyof typeof stepErrors];

export interface CompiledStep {
  readonly name: string;
  /** Whose events it is run on, for the counts. */
  readonly input: string;
  readonly type: Step['type'];
  readonly run: (event: Fields, nowMs: number) => Verdict;
}

/** What is done with the events of one input, in this order. */
export type CompiledSteps = readonly CompiledStep[];

/** Configured steps as functions. Names and patterns in them were checked with the configuration. */
export function compileSteps(steps: readonly Step[], input: string): CompiledSteps {
  return steps.map((step) => {
    const name = ('name' in step ? step.name : undefined) ?? step.type;
    return { name, input, type: step.type, run: runOf(step) };
  });
}

function runOf(step: Step): CompiledStep['run'] {
  switch (step.type) {
    case 'add':
      return addition(step.fields);
    case 'rename':
      return renaming(step.fields);
    case 'remove':
      return removal(step.fields);
    case 'cast':
      return casting(step.fields);
    case 'keep':
      return filter(compileCondition(step.when));
    case 'drop':
      return filter(unless(compileCondition(step.when)));
    case 'sample':
      return filter(either(step.keepWhen, compileSample(step.rate, step.by)));
    case 'rateLimit':
      return limit(step);
    case 'redact': {
      const redact = compileRedact(step);
      return (event) => {
        redact(event);
        return 'on';
      };
    }
  }
}

type Run = CompiledStep['run'];
type Stays = (event: Fields, nowMs: number) => boolean;

function filter(stays: Stays): Run {
  return (event, nowMs) => (stays(event, nowMs) ? 'on' : 'out');
}

function unless(stays: Stays): Stays {
  return (event, nowMs) => !stays(event, nowMs);
}

function either(condition: Condition | undefined, stays: Stays): Stays {
  if (condition === undefined) return stays;
  const always = compileCondition(condition);
  return (event, nowMs) => always(event) || stays(event, nowMs);
}

function limit({ eventsPerSecond, burst, by, keysMax, keepWhen }: RateLimitStep): Run {
  const buckets = new RateLimit({
    eventsPerSecond,
    burst: burst ?? Math.max(1, eventsPerSecond),
    keysMax,
  });
  const field = by === undefined ? undefined : fieldOf(by);
  return filter(either(keepWhen, (event, nowMs) => buckets.takes(textOf(field?.get(event)) ?? '', nowMs)));
}

function addition(fields: Readonly<Record<string, string | number | boolean>>): Run {
  const added = Object.entries(fields).map(([name, value]) => ({ field: fieldOf(name), value }));
  return (event) => {
    for (const { field, value } of added) field.set(event, value);
    return 'on';
  };
}

function removal(names: readonly string[]): Run {
  const fields = names.map(fieldOf);
  return (event) => {
    for (const field of fields) field.remove(event);
    return 'on';
  };
}

function renaming(names: Readonly<Record<string, string>>): Run {
  const pairs = Object.entries(names).map(([from, to]) => ({ from: fieldOf(from), to: fieldOf(to) }));
  return (event) => {
    let verdict: Verdict = 'on';
    for (const { from, to } of pairs) {
      const value = from.get(event);
      if (value === undefined) continue;
      if (ecsTypeOf(to.name) !== undefined && !fitsEcs(to.name, value)) {
        verdict = stepErrors.unfit;
        continue;
      }
      from.remove(event);
      to.set(event, value);
    }
    return verdict;
  };
}

function casting(types: Readonly<Record<string, Parameters<typeof castValue>[1]>>): Run {
  const casts = Object.entries(types).map(([name, type]) => ({ field: fieldOf(name), type }));
  return (event) => {
    let verdict: Verdict = 'on';
    for (const { field, type } of casts) {
      const value = field.get(event);
      if (value === undefined) continue;
      const cast = castValue(value, type);
      if (cast === undefined) verdict = stepErrors.uncast;
      else if (cast !== value) field.set(event, cast);
    }
    return verdict;
  };
}
