import { ecsTypeOf, fitsEcs } from '../record/ecs.ts';
import { type FieldValue, reservedFields } from '../record/event.ts';
import { isExactNumber } from './exact-json.ts';
import { type FieldTime, fieldTime } from './field-time.ts';
import type { ParsedLine, ParserContext } from './parsed.ts';

/** Where a line may tell its time, in the order they are asked. */
export const timeKeys: readonly string[] = ['@timestamp', 'timestamp', 'time', 'ts'];

/** What a value is read as; `auto` reads plain numbers, `true` and `false`. */
export const valueTypes = ['text', 'integer', 'number', 'boolean'] as const;
export type ValueType = (typeof valueTypes)[number];

/** Name and value in the order of the line. */
export type NamedValue = readonly [name: string, value: FieldValue];

/** The text as that type, where the value says all that the text does; otherwise the text. */
export function typedValue(text: string, type: ValueType | 'auto' | undefined): FieldValue {
  if (type === undefined || type === 'text') return text;
  if (type !== 'integer' && type !== 'number' && (text === 'true' || text === 'false'))
    return text === 'true';
  if (type === 'boolean' || !isNumber.test(text)) return text;
  const number = Number(text);
  if (type === 'auto') return String(number) === text ? number : text;
  if (type === 'integer' && !Number.isSafeInteger(number)) return text;
  return isExactNumber(text, 0, text.length) ? number : text;
}

const isNumber = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Makes an event of named values: ECS fields where name and type fit, and `fields` for everything else. `aliases` says
 * which ECS field a name of the format stands for.
 */
export function namedValues(
  { agentFields, time }: ParserContext,
  aliases: Readonly<Record<string, string>> = {},
): (values: readonly NamedValue[], text: string, isExact: boolean) => ParsedLine {
  const taken = new Set([...reservedFields, ...agentFields]);
  const ecsNames = new Map(Object.entries(aliases));
  const timeOf = fieldTime(time);
  const timeNames = time.field === undefined ? timeKeys : [time.field];
  return (values, text, isExact) => {
    const found = findTime(values, timeNames, timeOf);
    const sorted = new SortedFields(taken);
    for (const [index, [name, value]] of values.entries()) {
      if (index === found?.index && found.time.isExact) continue;
      sorted.add(name, ecsNames.get(name) ?? name, value);
    }
    const fields = sorted.finish();
    if (!isExact || !sorted.isExact) fields['event.original'] = text;
    return { timeMs: found?.time.timeMs, withoutYear: found?.time.withoutYear, fields };
  };
}

function findTime(
  values: readonly NamedValue[],
  names: readonly string[],
  timeOf: (value: unknown) => FieldTime | undefined,
): { readonly index: number; readonly time: FieldTime } | undefined {
  for (const wanted of names) {
    const index = values.findIndex(([name]) => name === wanted);
    const time = index === -1 ? undefined : timeOf(values[index]?.[1]);
    if (time !== undefined) return { index, time };
  }
  return undefined;
}

class SortedFields {
  readonly #taken: ReadonlySet<string>;
  readonly #fields: Record<string, FieldValue> = {};
  readonly #foreign: Record<string, FieldValue> = {};
  /** False where a name came twice, or is one that no event may hold. */
  isExact = true;

  constructor(taken: ReadonlySet<string>) {
    this.#taken = taken;
  }

  add(name: string, ecsName: string, value: FieldValue): void {
    const fitting =
      ecsTypeOf(ecsName) === 'long' && typeof value === 'string' ? typedValue(value, 'auto') : value;
    if (!this.#taken.has(ecsName) && !Object.hasOwn(this.#fields, ecsName) && fitsEcs(ecsName, fitting))
      this.#fields[ecsName] = fitting;
    else if (name === '__proto__' || Object.hasOwn(this.#foreign, name)) this.isExact = false;
    else this.#foreign[name] = value;
  }

  finish(): Record<string, FieldValue> {
    for (const _ in this.#foreign) {
      this.#fields['fields'] = this.#foreign;
      break;
    }
    return this.#fields;
  }
}
