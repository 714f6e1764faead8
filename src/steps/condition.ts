import { userPattern } from '../parse/pattern.ts';
import type { FieldValue } from '../record/event.ts';
import { type Fields, fieldOf } from './field.ts';
import type { Condition, Scalar } from './step.ts';

export type Test = (event: Fields) => boolean;

/** A condition as one function. Nothing that is asked of an absent field holds, but that it does not exist. */
export function compileCondition(condition: Condition): Test {
  const { field, all, any, not } = condition;
  const tests: Test[] = [];
  if (field !== undefined) tests.push(fieldTest(field, condition));
  if (all !== undefined) tests.push(everyOf(all.map(compileCondition)));
  if (any !== undefined) tests.push(someOf(any.map(compileCondition)));
  if (not !== undefined) tests.push(noneOf(compileCondition(not)));
  return everyOf(tests);
}

type ValueTest = (value: FieldValue) => boolean;

function fieldTest(name: string, condition: Condition): Test {
  const field = fieldOf(name);
  const { exists } = condition;
  if (exists === false) return (event) => field.get(event) === undefined;
  const tests = valueTests(condition);
  return (event) => {
    const value = field.get(event);
    if (value === undefined) return false;
    return Array.isArray(value) ? value.some((item) => holds(tests, item)) : holds(tests, value);
  };
}

function holds(tests: readonly ValueTest[], value: FieldValue): boolean {
  return tests.every((test) => test(value));
}

function valueTests(condition: Condition): ValueTest[] {
  const { equals, oneOf, matches, above, atLeast, below, atMost } = condition;
  return [
    ...(equals === undefined ? [] : [among([equals])]),
    ...(oneOf === undefined ? [] : [among(oneOf)]),
    ...(matches === undefined ? [] : [matching(matches)]),
    ...(above === undefined ? [] : [comparing((value) => value > above)]),
    ...(atLeast === undefined ? [] : [comparing((value) => value >= atLeast)]),
    ...(below === undefined ? [] : [comparing((value) => value < below)]),
    ...(atMost === undefined ? [] : [comparing((value) => value <= atMost)]),
  ];
}

function among(wanted: readonly Scalar[]): ValueTest {
  const texts = new Set(wanted.map(String));
  return (value) => {
    const text = textOf(value);
    return text !== undefined && texts.has(text);
  };
}

function matching(source: string): ValueTest {
  const pattern = userPattern(source);
  return (value) => {
    const text = textOf(value);
    return text !== undefined && pattern.test(text);
  };
}

function comparing(compare: (value: number) => boolean): ValueTest {
  return (value) => {
    if (typeof value === 'number') return compare(value);
    // NaN, which every comparison is false for.
    return typeof value === 'string' && value.trim() !== '' && compare(Number(value));
  };
}

/** A single value as text; undefined for maps, lists and bytes. */
export function textOf(value: FieldValue | undefined): string | undefined {
  return typeof value === 'object' || value === undefined ? undefined : String(value);
}

function everyOf(tests: readonly Test[]): Test {
  const [first] = tests;
  if (first !== undefined && tests.length === 1) return first;
  return (event) => tests.every((test) => test(event));
}

function someOf(tests: readonly Test[]): Test {
  return (event) => tests.some((test) => test(event));
}

function noneOf(test: Test): Test {
  return (event) => !test(event);
}
