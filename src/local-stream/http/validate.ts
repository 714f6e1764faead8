import type { Member, TextMember } from './member.ts';
import { Refusal } from './refusal.ts';

/** AWS names no more of them at once. */
const problemsMax = 10;
/** Of a value in a message; a key or a token may be as long as the request. */
const shownLengthMax = 1_024;
const shownItemsMax = 20;

/** Throws Refusal (ValidationException) with what the service model finds wrong with a value, in the words of AWS. */
export function validate(value: unknown, member: Member): void {
  const problems = [...problemsOf(value, member, '').take(problemsMax)];
  if (problems.length === 0) return;
  const count = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: `;
  throw new Refusal('ValidationException', count + problems.join('; '));
}

function* problemsOf(value: unknown, member: Member, path: string): Generator<string> {
  if (value === undefined) {
    if (member.required)
      yield `Value null at '${path}' failed to satisfy constraint: Member must not be null`;
    return;
  }
  for (const constraint of brokenConstraints(value, member))
    yield `Value '${shown(value)}' at '${path}' failed to satisfy constraint: ${constraint}`;
  yield* problemsInside(value, member, path);
}

function* problemsInside(value: unknown, member: Member, path: string): Generator<string> {
  if (member.kind === 'structure')
    for (const [name, inner] of Object.entries(member.members))
      yield* problemsOf(memberOf(value, name), inner, joined(path, lowerFirst(name)));
  if (member.kind === 'list' && Array.isArray(value) && member.of.kind === 'structure')
    for (const [index, item] of value.entries())
      yield* problemsOf(item, { ...member.of, required: true }, `${path}.${index + 1}.member`);
}

/** What keeps a value that has the right type from being taken. */
function* brokenConstraints(value: unknown, member: Member): Generator<string> {
  if (member.kind === 'text' && typeof value === 'string') yield* brokenByText(value, member);
  if (member.kind === 'integer' && typeof value === 'number') {
    const { min, max } = member;
    if (min !== undefined && value < min) yield `Member must have value greater than or equal to ${min}`;
    if (max !== undefined && value > max) yield `Member must have value less than or equal to ${max}`;
  }
  if (member.kind === 'blob' && value instanceof Uint8Array) yield* lengths(value.length, 0, member.bytesMax);
  if (member.kind === 'list' && Array.isArray(value)) {
    yield* lengths(value.length, member.countMin, member.countMax);
    if (member.of.kind === 'text') yield* brokenByAll('Member', value, member.of);
  }
  if (member.kind === 'map' && typeof value === 'object' && value !== null) {
    yield* lengths(Object.keys(value).length, member.countMin, member.countMax);
    yield* brokenByAll('Map keys', Object.keys(value), member.key);
    yield* brokenByAll('Map value', Object.values(value), member.value);
  }
}

function* brokenByText(
  text: string,
  { pattern, lengthMin, lengthMax, values }: TextMember,
): Generator<string> {
  if (pattern !== undefined && !matches(text, pattern))
    yield `Member must satisfy regular expression pattern: ${pattern}`;
  yield* lengths(text.length, lengthMin, lengthMax);
  if (values !== undefined && !values.includes(text))
    yield `Member must satisfy enum value set: [${values.join(', ')}]`;
}

function* lengths(length: number, min = 0, max = Number.POSITIVE_INFINITY): Generator<string> {
  if (length < min) yield `Member must have length greater than or equal to ${min}`;
  if (length > max) yield `Member must have length less than or equal to ${max}`;
}

/** Of the texts in a list or map, AWS names the whole constraint, and shows all of them. */
function* brokenByAll(what: string, texts: readonly unknown[], member: TextMember): Generator<string> {
  const isFine = (text: unknown) => typeof text === 'string' && brokenByText(text, member).next().done;
  if (texts.every(isFine)) return;
  const { lengthMin = 0, lengthMax } = member;
  yield `${what} must satisfy constraint: [Member must have length less than or equal to ${lengthMax}, ` +
    `Member must have length greater than or equal to ${lengthMin}]`;
}

const expressions = new Map<string, RegExp>();

function matches(text: string, pattern: string): boolean {
  const expression = expressions.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  expressions.set(pattern, expression);
  return expression.test(text);
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array)
    return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  if (Array.isArray(value)) return `[${value.slice(0, shownItemsMax).map(shownInside).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return shownInside(value);
  const entries = Object.entries(value).slice(0, shownItemsMax);
  return `{${entries.map(([key, item]) => `${key}=${shownInside(item)}`).join(', ')}}`;
}

function shownInside(value: unknown): string {
  if (typeof value !== 'object') return String(value).slice(0, shownLengthMax);
  return value === null ? 'null' : 'com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
