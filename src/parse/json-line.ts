import { fitsEcs } from '../record/ecs.ts';
import { type FieldValue, originFields } from '../record/event.ts';
import type { ParsedLine, Parser } from './parsed.ts';
import { timeOfJson } from './time.ts';

/** Where a JSON line may tell its time, in the order they are asked. */
const timeKeys = ['@timestamp', 'timestamp', 'time', 'ts'] as const;

/** Ours to write: a line that names them itself must not decide an event's identity. */
const reserved: ReadonlySet<string> = new Set([...Object.values(originFields), 'log.file.path', 'fields']);

/** Deeper than any logger writes; deeper lines are kept as text. */
const depthMax = 20;

/** Parser of JSON lines: one object a line, nested objects read as dotted names. */
export function jsonParser(): Parser {
  return (line) => {
    const value = parseObject(line);
    return value === undefined ? undefined : sortIntoEcs(value);
  };
}

function parseObject(line: string): { readonly [key: string]: FieldValue } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return isCarriable(value) ? (value as { [key: string]: FieldValue }) : undefined; // JSON.parse made it.
  } catch {
    return undefined;
  }
}

/** Sorts a foreign map into ECS fields, where name and type fit, and `fields` for everything else. */
export function sortIntoEcs(value: { readonly [key: string]: FieldValue }): ParsedLine {
  const timeKey = timeKeys.find((key) => timeOfJson(value[key]) !== undefined);
  const timeMs = timeKey === undefined ? undefined : timeOfJson(value[timeKey]);
  const fields: Record<string, FieldValue> = {};
  const foreign: Record<string, FieldValue> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === timeKey) continue;
    if (!takeEcs(key, item, fields)) foreign[key] = item;
  }
  if (Object.keys(foreign).length > 0) fields['fields'] = foreign;
  return timeMs === undefined ? { fields } : { timeMs, fields };
}

/** Moves what is ECS, whole or in part, into `fields`; false where nothing of it is and it stays foreign. */
function takeEcs(key: string, item: FieldValue, fields: Record<string, FieldValue>): boolean {
  const leaves = new Map<string, FieldValue>();
  collectLeaves(key, item, leaves);
  for (const [name, value] of leaves) {
    if (reserved.has(name) || !fitsEcs(name, value)) return false;
  }
  if (leaves.size === 0) return false;
  for (const [name, value] of leaves) fields[name] = value;
  return true;
}

function collectLeaves(name: string, item: FieldValue, leaves: Map<string, FieldValue>): void {
  if (typeof item !== 'object' || item === null || Array.isArray(item) || item instanceof Uint8Array) {
    leaves.set(name, item);
    return;
  }
  for (const [key, value] of Object.entries(item)) collectLeaves(`${name}.${key}`, value, leaves);
}

/** MessagePack readers refuse the key `__proto__`, and too deep a value: such a line is kept as text. */
function isCarriable(value: unknown, depth = 1): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > depthMax) return false;
  return Object.entries(value).every(([key, item]) => key !== '__proto__' && isCarriable(item, depth + 1));
}
