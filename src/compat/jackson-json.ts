import type { FieldValue } from '../record/event.ts';
import { javaNumber } from './java-text.ts';

/** How records are laid out: the option `jsonFormat`. */
export const jsonFormats = ['COMPACT', 'PRETTYPRINT'] as const;
export type JsonFormat = (typeof jsonFormats)[number];

/** Values by name, in their order; a name that comes again keeps the place of the first and the value of the last. */
export type JsonFields = ReadonlyMap<string, FieldValue>;

/** A JSON object as Jackson writes it, whose text differs from that of `JSON.stringify`: `\u001B`, and its pretty printer. */
export function jacksonJson(fields: JsonFields, format: JsonFormat): string {
  return format === 'COMPACT' ? compactObject(fields) : prettyObject(fields, 1);
}

function compactObject(fields: Iterable<readonly [string, FieldValue]>): string {
  return `{${[...fields].map(([name, value]) => `${quoted(name)}:${compact(value)}`).join(',')}}`;
}

function compact(value: FieldValue): string {
  if (isList(value)) return `[${value.map(compact).join(',')}]`;
  return isObject(value) ? compactObject(Object.entries(value)) : scalar(value);
}

/** Two spaces a level, spaces around the colon, lists on one line. */
function prettyObject(fields: Iterable<readonly [string, FieldValue]>, level: number): string {
  const lines = [...fields].map(
    ([name, value]) => `\n${'  '.repeat(level)}${quoted(name)} : ${pretty(value, level)}`,
  );
  return lines.length === 0 ? '{ }' : `{${lines.join(',')}\n${'  '.repeat(level - 1)}}`;
}

function pretty(value: FieldValue, level: number): string {
  if (isList(value))
    return value.length === 0 ? '[ ]' : `[ ${value.map((one) => pretty(one, level)).join(', ')} ]`;
  return isObject(value) ? prettyObject(Object.entries(value), level + 1) : scalar(value);
}

function scalar(value: FieldValue): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' ? javaNumber(value) : String(value);
}

function quoted(text: string): string {
  // Jackson's hexadecimal digits are capital letters.
  return JSON.stringify(text).replaceAll(/\\(u[0-9a-f]{4}|.)/g, (whole, escaped: string) =>
    escaped.length === 1 ? whole : `\\u${escaped.slice(1).toUpperCase()}`,
  );
}

function isList(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}

function isObject(value: FieldValue): value is { readonly [name: string]: FieldValue } {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}
