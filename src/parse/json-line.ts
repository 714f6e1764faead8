import { fitsEcs } from '../record/ecs.ts';
import { type FieldValue, reservedFields } from '../record/event.ts';
import { isExactJson } from './exact-json.ts';
import { type FieldTime, fieldTime, type TimeOptions } from './field-time.ts';
import { timeKeys } from './named-values.ts';
import type { ParsedLine, Parser, ParserContext } from './parsed.ts';
import { tellsNoMore, timeOfJson } from './time.ts';

const reserved: ReadonlySet<string> = new Set(reservedFields);

/** Deeper than any logger writes; deeper lines are kept as text. */
const depthMax = 20;

/**
 * Parser of JSON lines: one object a line, nested objects read as dotted names. What the line says of the fields
 * that the agent writes to each event itself, `agentFields`, goes under `fields`, where it is not written over.
 */
export function jsonParser({ agentFields, time }: ParserContext): Parser {
  const taken = new Set([...reserved, ...agentFields]);
  const timeOf = timeOfObject(time);
  return (line) => {
    const read = readJsonLine(line);
    if (read === undefined) return undefined;
    const parsed = sortIntoEcs(read.value, taken, timeOf);
    if (!read.isExact) parsed.fields['event.original'] = line;
    return parsed;
  };
}

/** The time of an object, and the key that tells it: where its value says no more, it need not be kept. */
type ObjectTime = FieldTime & { readonly key: string };

function timeOfObject(options: TimeOptions): (value: ReadJson['value']) => ObjectTime | undefined {
  const { field, layout, zone = 'UTC' } = options;
  if (field === undefined && layout === undefined && zone === 'UTC') return isoOrEpochTime;
  const timeOf = fieldTime(options);
  const keys = field === undefined ? timeKeys : [field];
  return (value) => {
    for (const key of keys) {
      const time = Object.hasOwn(value, key) ? timeOf(value[key]) : undefined;
      if (time !== undefined) return { ...time, key };
    }
    return undefined;
  };
}

function isoOrEpochTime(value: ReadJson['value']): ObjectTime | undefined {
  for (const key of timeKeys) {
    const item = value[key];
    const timeMs = item === undefined ? undefined : timeOfJson(item);
    if (timeMs !== undefined) return { timeMs, isExact: tellsNoMore(item as string | number, timeMs), key }; // It told one.
  }
  return undefined;
}

export interface ReadJson {
  readonly value: { readonly [key: string]: FieldValue };
  /** False where the line says more than the value: it has to be kept as well. */
  readonly isExact: boolean;
}

/** One JSON object that an event may hold; undefined for everything else. */
export function readJsonLine(line: string): ReadJson | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !isCarriable(value))
    return undefined;
  return { value: value as ReadJson['value'], isExact: isExactJson(line, value) }; // JSON.parse made it.
}

/** Sorts a foreign map into ECS fields, where name and type fit, and `fields` for everything else. */
export function sortIntoEcs(
  value: ReadJson['value'],
  taken: ReadonlySet<string> = reserved,
  timeOf = isoOrEpochTime,
): ParsedLine {
  const time = timeOf(value);
  const fields: Record<string, FieldValue> = {};
  const foreign: Record<string, FieldValue> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === time?.key && time.isExact) continue;
    if (!takeEcs(key, item, fields, taken)) foreign[key] = item;
  }
  if (Object.keys(foreign).length > 0) fields['fields'] = foreign;
  return time === undefined ? { fields } : { timeMs: time.timeMs, withoutYear: time.withoutYear, fields };
}

/** Moves what is ECS as a whole into `fields`; false where some of it is not, and it stays foreign. */
function takeEcs(
  key: string,
  item: FieldValue,
  fields: Record<string, FieldValue>,
  taken: ReadonlySet<string>,
): boolean {
  const leaves: Leaf[] = [];
  collectLeaves(key, item, leaves);
  if (leaves.some(([name, value]) => taken.has(name) || name in fields || !fitsEcs(name, value)))
    return false;
  // `{"http.version": …, "http": {"version": …}}` says one name twice; so may what is nested.
  if (leaves.length > 1 && new Map(leaves).size < leaves.length) return false;
  for (const [name, value] of leaves) fields[name] = value;
  return true;
}

type Leaf = readonly [name: string, value: FieldValue];

/** An empty map is a leaf too: it says something. */
function collectLeaves(name: string, item: FieldValue, leaves: Leaf[]): void {
  const isMap =
    typeof item === 'object' && item !== null && !Array.isArray(item) && !(item instanceof Uint8Array);
  const entries = isMap ? Object.entries(item) : [];
  if (entries.length === 0) leaves.push([name, item]);
  for (const [key, value] of entries) collectLeaves(`${name}.${key}`, value, leaves);
}

/** MessagePack readers refuse the key `__proto__`, and too deep a value: such a line is kept as text. */
function isCarriable(value: unknown, depth = 1): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > depthMax) return false;
  return Object.entries(value).every(([key, item]) => key !== '__proto__' && isCarriable(item, depth + 1));
}
