import { decode } from './base64.ts';
import type { Member, StructureMember } from './member.ts';
import { Refusal, unreadable } from './refusal.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Turns JSON into the types of the SDK: base64 into bytes, seconds into dates, whole numbers, and only the members
 * that are known. `null` is as good as missing. Throws Refusal (SerializationException) for a value of the wrong type,
 * in the words of AWS.
 */
export function convertStructure(json: unknown, { members }: StructureMember): Json {
  if (!isObject(json)) throw Array.isArray(json) ? listNotExpected() : unreadable('Expected null');
  const converted: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(members)) {
    const value = Object.hasOwn(json, name) ? convert(name, json[name], member) : undefined;
    if (value !== undefined) converted[name] = value;
  }
  return converted;
}

function convert(name: string, value: unknown, member: Member): unknown {
  if (value === null || value === undefined) return undefined;
  switch (member.kind) {
    case 'text':
      return typeof value === 'string' ? value : wrongType(value, 'an String');
    case 'integer':
      return typeof value === 'number' ? toInteger(value) : wrongType(value, 'an Integer');
    case 'flag':
      return typeof value === 'boolean' ? value : wrongType(value, 'an Boolean');
    case 'time':
      return toDate(value);
    case 'blob':
      return typeof value === 'string' ? toBytes(value) : wrongType(value, 'a Blob');
    case 'list':
      if (!Array.isArray(value))
        throw isObject(value) ? mapNotExpected() : unreadable('Expected list or null');
      // One more than may be is enough for the refusal.
      return value.slice(0, member.countMax + 1).map((item: unknown) => convert(name, item, member.of));
    case 'map':
      return convertMap(name, value, member.value);
    case 'structure':
      return convertStructure(value, member);
    case 'fixed':
      if (value === member.value) return undefined;
      throw new Refusal(
        'ValidationException',
        `${name} is not supported here: leave it out, or set it to ${member.value}.`,
      );
  }
}

/** `fromEntries` defines what it is given; to assign a tag named `__proto__` would change the object instead. */
function convertMap(name: string, value: unknown, member: Member): Json {
  if (!isObject(value)) throw Array.isArray(value) ? listNotExpected() : unreadable('Expected map or null');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(name, item, member)]));
}

const integerMax = 2_147_483_647;

function toInteger(value: number): number {
  return Math.max(-integerMax - 1, Math.min(integerMax, Math.floor(value)));
}

/** Seconds since 1970, as the protocol has it; ISO 8601 is what people type. */
function toDate(value: unknown): Date {
  if (typeof value !== 'number' && typeof value !== 'string')
    return wrongType(value, 'milliseconds since epoch');
  const date = new Date(typeof value === 'number' ? Math.round(value * 1000) : value);
  return Number.isNaN(date.getTime()) ? wrongType(value, 'milliseconds since epoch') : date;
}

function toBytes(text: string): Uint8Array {
  const bytes = decode(text);
  if (bytes !== undefined) return bytes;
  throw unreadable(`'${text.slice(0, 32)}' can not be converted to a Blob: it is not base64 with padding`);
}

const javaNames: Readonly<Record<string, string>> = {
  boolean: 'java.lang.Boolean',
  number: 'com.amazon.coral.value.json.numbers.TruncatingBigNumber',
  string: 'java.lang.String',
};

function wrongType(value: unknown, wanted: string): never {
  if (Array.isArray(value)) throw listNotExpected();
  if (typeof value === 'object') throw mapNotExpected();
  throw unreadable(`class ${javaNames[typeof value]} can not be converted to ${wanted}`);
}

function listNotExpected(): Refusal {
  return unreadable('Start of list found where not expected');
}

function mapNotExpected(): Refusal {
  return unreadable('Start of structure or map found where not expected.');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
